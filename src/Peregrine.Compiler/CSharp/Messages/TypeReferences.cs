using System;
using System.Collections.Generic;
using Peregrine.Schema;

namespace Peregrine.Compiler.CSharp;

/// <summary>Names types as short as the place allows: by their own name where no member of the message around hides it, else from <c>global::</c> on.</summary>
internal sealed class TypeReferences
{
    private readonly string _prefix;
    private readonly HashSet<string> _hidden = new(StringComparer.Ordinal);

    public TypeReferences(FileDescriptor file, MessageDescriptor? scope, CSharpStyle style)
    {
        Style = style;
        string space = CSharpNames.Namespace(file);
        _prefix = space.Length == 0 ? "global::" : "global::" + space + ".";
        foreach (string part in space.Split('.'))
            _hidden.Add(part);
        for (MessageDescriptor? message = scope; message is not null; message = message.ContainingType)
            _hidden.UnionWith(MemberNames.Of(message, style).All);
    }

    public CSharpStyle Style { get; }

    public string Name(MessageDescriptor message) => Shorten(CSharpNames.TypeName(message, Style));

    public string Name(EnumDescriptor type) => Shorten(CSharpNames.TypeName(type, Style));

    private string Shorten(string qualified)
    {
        if (!qualified.StartsWith(_prefix, StringComparison.Ordinal))
            return qualified;
        string name = qualified.Substring(_prefix.Length);
        int dot = name.IndexOf('.');
        // In the global namespace everything is a neighbour, and in another namespace with the same beginning the rest is no type.
        string first = dot < 0 ? name : name.Substring(0, dot);
        return _hidden.Contains(first) || _prefix == "global::" ? qualified : name;
    }
}
