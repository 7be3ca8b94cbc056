using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Peregrine.Schema;

namespace Peregrine.Compiler.CSharp;

/// <summary>What a schema's names become in C#.</summary>
internal static class CSharpNames
{
    private const string WellKnownFolder = "google/protobuf/";

    private static readonly HashSet<string> s_keywords = new(StringComparer.Ordinal)
    {
        "abstract", "as", "base", "bool", "break", "byte", "case", "catch", "char", "checked", "class", "const", "continue", "decimal", "default",
        "delegate", "do", "double", "else", "enum", "event", "explicit", "extern", "false", "finally", "fixed", "float", "for", "foreach", "goto",
        "if", "implicit", "in", "int", "interface", "internal", "is", "lock", "long", "namespace", "new", "null", "object", "operator", "out",
        "override", "params", "private", "protected", "public", "readonly", "ref", "return", "sbyte", "sealed", "short", "sizeof", "stackalloc",
        "static", "string", "struct", "switch", "this", "throw", "true", "try", "typeof", "uint", "ulong", "unchecked", "unsafe", "ushort", "using",
        "virtual", "void", "volatile", "while",
    };

    /// <summary>
    /// The namespace of a file's types: <c>csharp_namespace</c>, else the package in Pascal case. The well-known types live in the runtime
    /// library, whatever their option says.
    /// </summary>
    public static string Namespace(FileDescriptor file)
    {
        if (file.Name == WellKnownFolder + "descriptor.proto")
            return "Peregrine.Protobuf.Reflection";
        if (WellKnownProtos.Paths.Contains(file.Name))
            return "Peregrine.Protobuf.WellKnownTypes";
        string? chosen = file.Options?.CsharpNamespace;
        if (chosen is not null)
            return chosen;
        return string.Join(".", file.Package.Split('.').Select(Pascal));
    }

    /// <summary>The type of a message, to be named from anywhere: <c>global::Ns.Outer.Inner</c>.</summary>
    public static string TypeName(MessageDescriptor message, CSharpStyle style) => QualifiedName(message, style);

    /// <summary>The type of an enum, to be named from anywhere.</summary>
    public static string TypeName(EnumDescriptor type, CSharpStyle style) => QualifiedName(type, style);

    /// <summary>The class that holds a file's descriptor: <c>global::Ns.GreetReflection</c> for <c>greet.proto</c>, as protoc names it.</summary>
    public static string ReflectionType(FileDescriptor file)
    {
        string space = Namespace(file);
        return (space.Length == 0 ? "global::" : "global::" + space + ".") + ReflectionName(file);
    }

    /// <summary>The name of that class without its namespace.</summary>
    public static string ReflectionName(FileDescriptor file)
    {
        string name = file.Name.Substring(file.Name.LastIndexOf('/') + 1);
        return Pascal(name.EndsWith(".proto", StringComparison.Ordinal) ? name.Substring(0, name.Length - ".proto".Length) : name) + "Reflection";
    }

    /// <summary><c>snake_case</c> and <c>camelCase</c> to <c>PascalCase</c>; a letter after a digit is a capital too, as protoc has it.</summary>
    public static string Pascal(string name) => Convert(name, capital: true);

    /// <summary><c>snake_case</c> to <c>camelCase</c>.</summary>
    public static string Camel(string name) => Convert(name, capital: false);

    /// <summary>The name with <c>@</c> in front when C# has taken it.</summary>
    public static string Escape(string name) => s_keywords.Contains(name) ? "@" + name : name;

    /// <summary>The name of a message or enum alone: a nested one may have had to give way to a property.</summary>
    public static string SimpleName(Descriptor type, CSharpStyle style) =>
        type.Parent is MessageDescriptor outer ? MemberNames.Of(outer, style)[type] : type.Name;

    private static string QualifiedName(Descriptor type, CSharpStyle style)
    {
        string name = Escape(SimpleName(type, style));
        for (Descriptor? outer = type.Parent; outer is MessageDescriptor; outer = outer.Parent)
            name = Escape(SimpleName(outer, style)) + (style == CSharpStyle.GoogleProtobuf ? ".Types." : ".") + name;
        string space = Namespace(type.File);
        return space.Length == 0 ? "global::" + name : "global::" + space + "." + name;
    }

    private static string Convert(string name, bool capital)
    {
        var result = new StringBuilder(name.Length);
        bool next = capital;
        foreach (char c in name)
        {
            if (!char.IsLetterOrDigit(c))
            {
                next = result.Length > 0 || capital;
                continue;
            }
            result.Append(next ? char.ToUpper(c, CultureInfo.InvariantCulture) : result.Length == 0 ? char.ToLower(c, CultureInfo.InvariantCulture) : c);
            next = c is >= '0' and <= '9';
        }
        return result.ToString();
    }
}
