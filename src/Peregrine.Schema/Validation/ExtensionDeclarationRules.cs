using System;
using System.Collections.Generic;
using System.Linq;

namespace Peregrine.Schema;

/// <summary>Extension declarations: each valid by itself, and each extension as declared.</summary>
internal static class ExtensionDeclarationRules
{
    public static void Check(LinkContext context, MessageDescriptor message)
    {
        HashSet<string>? names = null;
        foreach (var range in message.ExtensionRanges)
        {
            if (range.Options is not { } options || options.Declaration.Count == 0)
                continue;
            if (options.Verification == VerificationState.Unverified)
                Error(context, message, range, "a range with declarations cannot be UNVERIFIED", "remove the declarations or the verification");
            var numbers = new HashSet<int>();
            foreach (var declaration in options.Declaration)
                CheckOne(context, message, range, declaration, numbers, names ??= new HashSet<string>(StringComparer.Ordinal));
        }
    }

    private static void CheckOne(LinkContext context, MessageDescriptor message, ExtensionRangeProto range, ExtensionDeclaration declaration, HashSet<int> numbers, HashSet<string> names)
    {
        var number = declaration.Number ?? 0;
        if (number < range.Start || number >= range.End)
            Error(context, message, range, $"the declared extension number {number} is not in the range");
        if (!numbers.Add(number))
            Error(context, message, range, $"the extension number {number} is declared twice");
        if (declaration.FullName is null || declaration.Type is null)
        {
            if ((declaration.FullName is null) != (declaration.Type is null) || declaration.Reserved != true)
                Error(context, message, range, $"the declaration of extension {number} needs both full_name and type");
            return;
        }

        if (!names.Add(declaration.FullName))
            Error(context, message, range, $"the extension name \"{declaration.FullName}\" is declared twice");
        CheckQualified(context, message, range, declaration.FullName);
        if (!IsScalar(declaration.Type))
            CheckQualified(context, message, range, declaration.Type);
    }

    private static void CheckQualified(LinkContext context, MessageDescriptor message, ExtensionRangeProto range, string name)
    {
        if (name.Length == 0 || name[0] != '.')
            Error(context, message, range, $"the name \"{name}\" must begin with a dot: it is absolute", $"write \".{name}\"");
        else if (name.Substring(1).Split('.').Any(static part => part.Length == 0 || !Identifiers.HasValidCharacters(part)))
            Error(context, message, range, $"the name \"{name}\" is not valid");
    }

    private static bool IsScalar(string type) => type is "double" or "float" or "int64" or "uint64" or "int32" or "fixed64" or "fixed32" or "bool" or "string"
        or "bytes" or "uint32" or "sfixed32" or "sfixed64" or "sint32" or "sint64";

    private static void Error(LinkContext context, MessageDescriptor message, ExtensionRangeProto range, string text, string? help = null) =>
        context.Error(DiagnosticIds.ExtensionDeclaration, message.FullName, range, ErrorLocation.Number, text, help);

    public static void Check(LinkContext context, FieldDescriptor extension)
    {
        var extendee = extension.ContainingType;
        // The reference compiler leaves custom options to themselves.
        if (extendee.File.Name == "google/protobuf/descriptor.proto")
            return;
        if (extendee.FindExtensionRange(extension.Number)?.Options is not { } options || (options.Declaration.Count == 0 && options.Verification != VerificationState.Declaration))
            return;
        var declaration = options.Declaration.FirstOrDefault(item => item.Number == extension.Number);
        if (declaration is null)
            Undeclared(context, extension, ErrorLocation.Number, $"the extension \"{extension.FullName}\" with number {extension.Number} is not declared in \"{extendee.FullName}\", whose range wants every extension declared");
        else if (declaration.Reserved == true)
            Undeclared(context, extension, ErrorLocation.Number, $"the extension number {extension.Number} is reserved in the declarations of \"{extendee.FullName}\"");
        else
            Compare(context, extension, declaration);
    }

    private static void Compare(LinkContext context, FieldDescriptor extension, ExtensionDeclaration declaration)
    {
        var name = "." + extension.FullName;
        if (declaration.FullName is { } wantedName && wantedName != name)
            Mismatch(context, extension, $"named \"{wantedName}\", not \"{name}\"", ErrorLocation.Name);
        var type = extension.MessageType is { } message ? "." + message.FullName
            : extension.EnumType is { } enumeration ? "." + enumeration.FullName
            : extension.Kind.ToString().ToLowerInvariant();
        if (declaration.Type is { } wantedType && wantedType != type)
            Mismatch(context, extension, $"of type \"{wantedType}\", not \"{type}\"", ErrorLocation.Type);
        if ((declaration.Repeated == true) != extension.IsRepeated)
            Mismatch(context, extension, declaration.Repeated == true ? "repeated" : "optional", ErrorLocation.Type);
    }

    private static void Mismatch(LinkContext context, FieldDescriptor extension, string what, ErrorLocation location) =>
        Undeclared(context, extension, location, $"the extension {extension.Number} of \"{extension.ContainingType.FullName}\" is declared to be {what}");

    private static void Undeclared(LinkContext context, FieldDescriptor extension, ErrorLocation location, string message) =>
        context.Error(DiagnosticIds.ExtensionUndeclared, extension, location, message, reportedAt: new ErrorPlace(extension.Proto, ErrorLocation.Extendee));
}
