using System.Collections.Generic;
using System.Linq;
using System.Text;
using Peregrine.Compiler.Output;
using Peregrine.Schema;

namespace Peregrine.Compiler.CSharp;

/// <summary>Writes what belongs to a file as a whole: the holder of its descriptor, and of its extensions.</summary>
internal static class FileEmitter
{
    public const string Using = "using pb = global::Peregrine.Protobuf;";

    private const int LiteralWidth = 120;

    public static string Access(CSharpOptions options) => options.Access == CSharpAccess.Internal ? "internal" : "public";

    /// <summary>The attribute of what is deprecated.</summary>
    public static string Obsolete(bool? deprecated) => deprecated == true ? "[global::System.Obsolete]" : "";

    public static void Emit(CodeWriter w, FileDescriptor file, CSharpOptions options)
    {
        IReadOnlyList<MessageDescriptor> messages = [.. file.Messages.SelectMany(WithNested)];
        w.Emit($$"""
            /// <summary>The descriptor of <c>{{file.Name}}</c>.</summary>
            {{Access(options)}} static partial class {{CSharpNames.ReflectionName(file)}}
            {
                // A library of another contract than this code was made for does not compile with it.
                private const int Contract = pb::RuntimeContract.V1;

                /// <summary>The file as its text declares it.</summary>
                public static global::Peregrine.Schema.FileDescriptor Descriptor { get; } = pb::GeneratedFile.Build(
                    {{Literal(file)}}{{string.Concat(file.Dependencies.Select(static imported => $",\n{CSharpNames.ReflectionType(imported)}.Descriptor"))}});

                /// <summary>The types of the file, for registries.</summary>
                public static pb::GeneratedTypes Types => field ??= new pb::GeneratedTypes(
                    Descriptor,
                    static () => {{List(messages.Select(message => CSharpNames.TypeName(message, options.Style) + ".Parser"))}},
                    static () => {{List(Extensions(file, messages, options.Style))}},
                    static () => {{List(file.Dependencies.Select(static imported => CSharpNames.ReflectionType(imported) + ".Types"))}});
            }
            """);
        if (file.Extensions.Count == 0)
            return;
        w.EmitLine();
        ExtensionEmitter.Emit(w, ExtensionsName(file), file.Extensions, new TypeReferences(file, null, options.Style), Access(options));
    }

    private static IEnumerable<MessageDescriptor> WithNested(MessageDescriptor message) =>
        message.IsMapEntry ? [] : new[] { message }.Concat(message.NestedMessages.SelectMany(WithNested));

    private static IEnumerable<string> Extensions(FileDescriptor file, IReadOnlyList<MessageDescriptor> messages, CSharpStyle style)
    {
        string space = CSharpNames.Namespace(file);
        string holder = (space.Length == 0 ? "global::" : $"global::{space}.") + ExtensionsName(file);
        return file.Extensions.Select(extension => $"{holder}.{ExtensionEmitter.Name(extension)}")
            .Concat(messages.SelectMany(message => message.Extensions.Select(
                extension => $"{CSharpNames.TypeName(message, style)}.Extensions.{ExtensionEmitter.Name(extension)}")));
    }

    private static string ExtensionsName(FileDescriptor file)
    {
        string name = CSharpNames.ReflectionName(file);
        return name.Substring(0, name.Length - "Reflection".Length) + "Extensions";
    }

    private static string List(IEnumerable<string> items) => $"[{string.Join(", ", items)}]";

    /// <summary>The serialized descriptor without source info and without what is meant for the compiler only: every byte is written as the code point of the same number.</summary>
    private static string Literal(FileDescriptor file)
    {
        FileDescriptorProto proto = RetentionStripper.Strip(file);
        var lines = new List<string>();
        var line = new StringBuilder();
        foreach (byte b in proto.ToBytes())
        {
            CSharpLiterals.AppendCharacter(line, (char)b);
            if (line.Length >= LiteralWidth || (b == '\n' && line.Length > LiteralWidth / 2))
            {
                lines.Add($"\"{line}\"u8");
                line.Clear();
            }
        }

        if (line.Length > 0)
            lines.Add($"\"{line}\"u8");
        return string.Join(" +\n", lines);
    }
}
