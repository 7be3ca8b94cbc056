using System.Collections.Generic;
using Peregrine.Schema;

namespace Peregrine.Compiler.CSharp;

/// <summary>Writes the holder of the extensions declared in one place.</summary>
internal static class ExtensionEmitter
{
    public static void Emit(CodeWriter w, string holder, IReadOnlyList<FieldDescriptor> extensions, TypeReferences types, string access)
    {
        w.Emit($$"""
            /// <summary>The extensions declared here.</summary>
            {{access}} static partial class {{holder}}
            {
                {{EmitFields}}
            }
            """);

        void EmitFields(CodeWriter w)
        {
            foreach (FieldDescriptor extension in extensions)
            {
                if (extension.Index > 0)
                    w.EmitLine();
                string type = TypeOf(extension, types);
                w.Emit($$"""
                    {{XmlDocs.Summary(extension.Comments, $"Extension <c>{extension.FullName}</c>, number {extension.Number}.")}}
                    {{FileEmitter.Obsolete(extension.Options?.Deprecated)}}
                    public static {{type}} {{Name(extension)}} { get; } = new(static () => {{DescriptorPath(extension, types.Style)}}{{Creation(extension, types)}});
                    """);
            }
        }
    }

    /// <summary>The extension's property, from its holder on.</summary>
    public static string Name(FieldDescriptor extension) => CSharpNames.Escape(CSharpNames.Pascal(extension.Name));

    private static string TypeOf(FieldDescriptor extension, TypeReferences types)
    {
        string value = ValueShape.Of(extension, types).Type;
        string name = extension.IsRepeated ? "RepeatedExtension" : "Extension";
        return $"pb::{name}<{types.Name(extension.ContainingType)}, {value}>";
    }

    private static string Creation(FieldDescriptor extension, TypeReferences types) =>
        extension.MessageType is { } message ? $", static () => new {types.Name(message)}()" : "";

    private static string DescriptorPath(FieldDescriptor extension, CSharpStyle style) => extension.ExtensionScope is { } scope
        ? $"{CSharpNames.TypeName(scope, style)}.Descriptor.Extensions[{extension.Index}]"
        : $"{CSharpNames.ReflectionType(extension.File)}.Descriptor.Extensions[{extension.Index}]";
}
