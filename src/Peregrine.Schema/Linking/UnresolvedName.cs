using System;
using System.Collections.Generic;
using System.Linq;

namespace Peregrine.Schema;

/// <summary>Explains why a name was not found: it is elsewhere, it is hidden by another, or it is misspelt.</summary>
internal static class UnresolvedName
{
    // Suggestions look at this many names at most, so that a file full of errors stays linear.
    private const int MaxCandidates = 2000;

    public static void Report(LinkContext context, string name, Descriptor element, ErrorLocation location)
    {
        var symbols = context.Symbols;
        var undeclared = symbols.UndeclaredDependency;
        if (undeclared is not null)
        {
            context.Error(DiagnosticIds.NotImported, element, location,
                $"\"{symbols.UndeclaredName}\" is defined in \"{undeclared.Name}\", which \"{context.File.Name}\" does not import", $"add: import \"{undeclared.Name}\";");
            return;
        }

        if (symbols.PartlyResolvedName.Length > 0)
        {
            context.Error(DiagnosticIds.UnknownName, element, location,
                $"\"{name}\" is resolved to \"{symbols.PartlyResolvedName}\", which is not defined: the innermost scope is searched first",
                $"write \".{name}\" to start from the outermost scope");
            return;
        }

        context.Error(DiagnosticIds.UnknownName, element, location, $"\"{name}\" is not defined", context.MaySuggest() ? Suggest(context, name, element) : null);
    }

    private static string? Suggest(LinkContext context, string name, Descriptor element)
    {
        if (Scalar(name) is { } scalar)
            return $"did you mean \"{scalar}\"?";
        var simple = name.Substring(name.LastIndexOf('.') + 1);
        var types = context.Symbols.VisibleFiles.SelectMany(DescriptorWalker.Walk)
            .Where(static symbol => symbol is MessageDescriptor { IsMapEntry: false } or EnumDescriptor).Take(MaxCandidates).ToList();
        if (Spelling.Nearest(simple, types.Select(static type => type.Name)) is not { } nearest)
            return null;
        var found = types.First(type => type.Name == nearest);
        var prefix = element.File.Package.Length == 0 ? "" : element.File.Package + ".";
        var shown = found.FullName.StartsWith(prefix, StringComparison.Ordinal) ? found.FullName.Substring(prefix.Length) : found.FullName;
        return $"did you mean \"{shown}\"?";
    }

    // Names that other languages give to scalar types.
    private static string? Scalar(string name) => name switch
    {
        "int" or "integer" or "Int32" or "i32" => "int32",
        "long" or "Int64" or "i64" => "int64",
        "uint" or "UInt32" or "u32" => "uint32",
        "ulong" or "UInt64" or "u64" => "uint64",
        "String" or "str" => "string",
        "Bool" or "boolean" or "Boolean" => "bool",
        "Float" or "float32" or "f32" => "float",
        "Double" or "float64" or "f64" => "double",
        "byte" or "Bytes" or "bytearray" => "bytes",
        _ => Spelling.Nearest(name, ["double", "float", "int32", "int64", "uint32", "uint64", "sint32", "sint64", "fixed32", "fixed64", "sfixed32", "sfixed64", "bool", "string", "bytes"]),
    };
}
