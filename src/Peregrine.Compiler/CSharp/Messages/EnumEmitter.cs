using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Peregrine.Schema;

namespace Peregrine.Compiler.CSharp;

/// <summary>Writes an enum.</summary>
internal static class EnumEmitter
{
    public static void Emit(CodeWriter w, EnumDescriptor type, string name, string access)
    {
        IReadOnlyList<string> names = MemberNames(type);
        w.Emit($$"""
            {{XmlDocs.Summary(type.Comments, $"The enum <c>{type.FullName}</c>.")}}
            {{FileEmitter.Obsolete(type.Options?.Deprecated)}}
            {{access}} enum {{CSharpNames.Escape(name)}}
            {
                {{EmitMembers}}
            }
            """);

        void EmitMembers(CodeWriter w)
        {
            foreach (EnumValueDescriptor value in type.Values)
            {
                if (value.Index > 0)
                    w.EmitLine();
                w.Emit($$"""
                    {{XmlDocs.Summary(value.Comments, $"<c>{value.Name}</c>")}}
                    {{FileEmitter.Obsolete(value.Options?.Deprecated)}}
                    {{CSharpNames.Escape(names[value.Index])}} = {{value.Number}},
                    """);
            }
        }
    }

    /// <summary>The names of the values: without the enum's own name in front, in Pascal case, each used once.</summary>
    public static IReadOnlyList<string> MemberNames(EnumDescriptor type) => MemberNames(type, []);

    /// <summary>The same, and notes the values that another had to leave their name to.</summary>
    public static IReadOnlyList<string> MemberNames(EnumDescriptor type, List<NameChange> changes)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        return [.. type.Values.Select(value =>
        {
            string name = Pascal(WithoutPrefix(value.Name, type.Name));
            if (char.IsDigit(name[0]))
                name = "_" + name;
            string wanted = name;
            while (!used.Add(name))
                name += "_";
            if (name != wanted)
                changes.Add(new NameChange(value, wanted, name));
            return name;
        })];
    }

    // COLOR_RED in Color is Red: the prefix is compared without regard to case and underscores.
    private static string WithoutPrefix(string value, string type)
    {
        string prefix = type.Replace("_", "");
        int matched = 0;
        int at = 0;
        for (; at < value.Length && matched < prefix.Length; at++)
        {
            if (value[at] == '_')
                continue;
            if (char.ToLowerInvariant(value[at]) != char.ToLowerInvariant(prefix[matched++]))
                return value;
        }

        if (matched < prefix.Length)
            return value;
        string rest = value.Substring(at).TrimStart('_');
        return rest.Length == 0 ? value : rest;
    }

    private static string Pascal(string name)
    {
        var result = new StringBuilder();
        char previous = '_';
        foreach (char c in name)
        {
            if (char.IsLetterOrDigit(c))
            {
                result.Append(!char.IsLetterOrDigit(previous) || char.IsDigit(previous) ? char.ToUpperInvariant(c)
                    : char.IsLower(previous) ? c
                    : char.ToLowerInvariant(c));
            }

            previous = c;
        }

        return result.Length == 0 ? "_" : result.ToString();
    }
}
