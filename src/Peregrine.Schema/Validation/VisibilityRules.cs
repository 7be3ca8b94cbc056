namespace Peregrine.Schema;

/// <summary>Symbol visibility, from edition 2024 on: what is local cannot be named by other files.</summary>
internal static class VisibilityRules
{
    public static void CheckReference(LinkContext context, Descriptor element, Descriptor target, ErrorLocation location)
    {
        if (target.File == context.File || context.Pool is null || IsExported(target))
            return;
        var isExplicit = VisibilityOf(target) == SymbolVisibility.Local;
        var why = isExplicit ? "it is marked \"local\"" : "it is local by the file's features.default_symbol_visibility";
        context.Error(DiagnosticIds.NotVisible, element, location,
            $"\"{target.FullName}\" of \"{target.File.Name}\" is not visible here: {why}", $"mark it \"export\" in \"{target.File.Name}\"");
    }

    public static bool IsExported(Descriptor type)
    {
        if (VisibilityOf(type) is { } visibility && visibility != SymbolVisibility.Unset)
            return visibility == SymbolVisibility.Export;
        return type.File.Features.DefaultSymbolVisibility switch
        {
            DefaultSymbolVisibility.ExportTopLevel => type.Parent is FileDescriptor,
            DefaultSymbolVisibility.LocalAll or DefaultSymbolVisibility.Strict => false,
            _ => true,
        };
    }

    /// <summary>With STRICT only top-level types can be exported, and enums inside a message that is nothing but their name space.</summary>
    public static void CheckStrict(LinkContext context, Descriptor type)
    {
        if (type.Parent is not MessageDescriptor parent || VisibilityOf(type) != SymbolVisibility.Export || type.File.Features.DefaultSymbolVisibility != DefaultSymbolVisibility.Strict)
            return;
        if (type is EnumDescriptor && IsNameSpace(parent))
            return;
        var kind = type is EnumDescriptor ? "enum" : "message";
        context.Error(DiagnosticIds.VisibilityStrict, type, ErrorLocation.Name,
            $"the nested {kind} \"{type.Name}\" cannot be exported with STRICT default_symbol_visibility", "move it to the top level, ideally in a file of its own");
    }

    private static bool IsNameSpace(MessageDescriptor message)
    {
        if (VisibilityOf(message) == SymbolVisibility.Export || message.Parent is MessageDescriptor)
            return false;
        foreach (var range in message.Proto.ReservedRange)
        {
            if (range.Start == 1 && range.End == FieldRules.MaxNumber + 1)
                return true;
        }

        return false;
    }

    private static SymbolVisibility? VisibilityOf(Descriptor type) => type switch
    {
        MessageDescriptor message => message.Visibility,
        EnumDescriptor enumeration => enumeration.Visibility,
        _ => null,
    };
}
