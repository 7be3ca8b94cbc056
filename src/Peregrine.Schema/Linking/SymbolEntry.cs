namespace Peregrine.Schema;

/// <summary>Enters names among the symbols of a file, and reports those that exist already or are no names.</summary>
internal sealed class SymbolEntry(LinkContext context)
{
    public void AddPackage()
    {
        if (context.Pool is null)
            return;
        for (var package = context.File.Package; package.Length > 0; package = ParentOf(package))
        {
            if (context.Pool.FindSymbol(package) is { } other)
            {
                context.Error(DiagnosticIds.PackageConflict, package, context.Proto, ErrorLocation.Name,
                    $"\"{package}\" cannot be a package: \"{other.File.Name}\" declares it as {Describe(other)}");
                return;
            }

            var name = package.Substring(package.LastIndexOf('.') + 1);
            if (name.Length == 0 || !Identifiers.HasValidCharacters(name))
                context.Error(DiagnosticIds.InvalidName, package, context.Proto, ErrorLocation.Name, name.Length == 0 ? "a part of the package name is missing" : $"\"{name}\" is not a valid identifier");
        }
    }

    public bool Add(Descriptor symbol)
    {
        CheckName(symbol);
        if (symbol.File.Symbols.TryGetValue(symbol.FullName, out var existing) || TryFindElsewhere(symbol.FullName, out existing))
        {
            ReportDuplicate(symbol, existing);
            return false;
        }

        if (FindPackage(symbol.FullName) is { } packageFile)
        {
            context.Error(DiagnosticIds.DuplicateName, symbol, ErrorLocation.Name, $"\"{symbol.FullName}\" is already defined in file \"{packageFile.Name}\", as a package");
            return false;
        }

        symbol.File.Symbols.Add(symbol.FullName, symbol);
        return true;
    }

    public void AddEnumValue(EnumValueDescriptor value, string scope)
    {
        if (!IsTaken(value.FullName, out var existing) || (existing as EnumValueDescriptor)?.EnumType == value.EnumType)
        {
            Add(value);
            return;
        }

        CheckName(value);
        var place = scope.Length == 0 ? "the global scope" : $"\"{scope}\"";
        // The reference compiler enters an enum after its values.
        ErrorPlace? ownEnum = existing == value.EnumType ? new ErrorPlace(value.EnumType.Proto, ErrorLocation.Name) : null;
        context.Error(DiagnosticIds.DuplicateName, value, ErrorLocation.Name,
            $"\"{value.Name}\" is already defined in {place}{Where(existing, value)}",
            $"enum values are siblings of their enum, not inside it, so \"{value.Name}\" must be unique within {place}, not just within \"{value.EnumType.Name}\": give the value a prefix", ownEnum);
    }

    private bool IsTaken(string name, out Descriptor? existing) =>
        context.File.Symbols.TryGetValue(name, out existing) || TryFindElsewhere(name, out existing);

    private bool TryFindElsewhere(string name, out Descriptor? existing)
    {
        existing = context.Pool?.FindSymbol(name);
        return existing is not null;
    }

    private FileDescriptor? FindPackage(string name)
    {
        if (context.Pool is null)
            return null;
        var own = context.File.Package;
        var isOwn = own == name || (own.Length > name.Length && own[name.Length] == '.' && own.StartsWith(name, System.StringComparison.Ordinal));
        return isOwn ? context.File : context.Pool.FindPackage(name);
    }

    private void CheckName(Descriptor symbol)
    {
        if (NameLength.IsExceeded(symbol))
            context.Error(DiagnosticIds.InvalidName, symbol, ErrorLocation.Name, "the name is too long");
        if (symbol.Name.Length == 0)
            context.Error(DiagnosticIds.InvalidName, symbol, ErrorLocation.Name, "the name is missing");
        else if (!Identifiers.HasValidCharacters(symbol.Name))
            context.Error(DiagnosticIds.InvalidName, symbol, ErrorLocation.Name, $"\"{symbol.Name}\" is not a valid identifier");
    }

    private void ReportDuplicate(Descriptor symbol, Descriptor? existing)
    {
        var dot = symbol.FullName.LastIndexOf('.');
        var message = existing is not null && existing.File != symbol.File || dot < 0
            ? $"\"{symbol.FullName}\" is already defined{Where(existing, symbol)}"
            : $"\"{symbol.Name}\" is already defined in \"{symbol.FullName.Substring(0, dot)}\"{Where(existing, symbol)}";
        context.Error(DiagnosticIds.DuplicateName, symbol, ErrorLocation.Name, message, "give one of the two another name");
    }

    private static string Where(Descriptor? existing, Descriptor symbol) => existing is null ? ""
        : existing.File == symbol.File ? $", as {Describe(existing)}" : $" in file \"{existing.File.Name}\", as {Describe(existing)}";

    private static string Describe(Descriptor symbol) => symbol switch
    {
        MessageDescriptor => "a message",
        EnumDescriptor => "an enum",
        EnumValueDescriptor value => $"a value of enum \"{value.EnumType.Name}\"",
        FieldDescriptor { IsExtension: true } => "an extension",
        FieldDescriptor => "a field",
        OneofDescriptor => "a oneof",
        ServiceDescriptor => "a service",
        _ => "a method",
    };

    private static string ParentOf(string name)
    {
        var dot = name.LastIndexOf('.');
        return dot < 0 ? "" : name.Substring(0, dot);
    }
}
