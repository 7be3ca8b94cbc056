using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using Peregrine.Schema;

namespace Peregrine.Compiler.CSharp;

/// <summary>
/// The names of a message's members in C#, each used once: properties first come first served, then the types within, which get <c>Type</c> added where a property has their name.
/// </summary>
internal sealed class MemberNames
{
    // What every message has already.
    private static readonly string[] s_taken =
    [
        "Parser", "Descriptor", "MergeFrom", "WriteTo", "Clone", "Clear", "IsInitialized", "Equals", "GetHashCode", "GetType", "ToString", "MemberwiseClone",
        "Finalize", "ReferenceEquals", "CalculateSize", "OnConstruction",
        "_presence", "_presence1", "_presence2", "_presence3", "_unknownFields", "_extensions",
    ];

    // What a oneof has; the last three are private slots, whose names a field of that name would have too.
    private static readonly string[] s_oneofMembers = ["Case", "OneofCase", "Object", "Bits", "Bytes"];

    // Computed once for each message; descriptors are immutable.
    private static readonly ConditionalWeakTable<MessageDescriptor, MemberNames> s_peregrine = new();
    private static readonly ConditionalWeakTable<MessageDescriptor, MemberNames> s_google = new();

    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly Dictionary<Descriptor, string> _names = [];
    private readonly List<NameChange> _changes = [];

    private MemberNames(MessageDescriptor message, CSharpStyle style)
    {
        _used.Add(message.Name);
        _used.UnionWith(s_taken);
        if (style == CSharpStyle.GoogleProtobuf && (message.NestedMessages.Any(static nested => !nested.IsMapEntry) || message.NestedEnums.Count > 0))
            _used.Add("Types");
        if (message.Extensions.Count > 0)
            _used.Add("Extensions");
        foreach (FieldDescriptor field in message.Fields)
            _names[field] = Claim(field);
        foreach (OneofDescriptor oneof in message.RealOneofs)
            ClaimOneof(oneof);
        ClaimTypes(message, style);
    }

    /// <summary>The members that another had to leave their name to.</summary>
    public IReadOnlyList<NameChange> Changes => _changes;

    /// <summary>Every name in use.</summary>
    public IEnumerable<string> All => _used;

    public static MemberNames Of(MessageDescriptor message, CSharpStyle style) =>
        (style == CSharpStyle.GoogleProtobuf ? s_google : s_peregrine).GetValue(message, m => new MemberNames(m, style));

    /// <summary>The property of a field, the stem of a oneof (<c>X</c> in <c>XCase</c>), the type of a nested message or enum.</summary>
    public string this[Descriptor member] => _names[member];

    /// <summary>The private field behind a property.</summary>
    public static string Backing(string property)
    {
        string name = "_" + char.ToLowerInvariant(property[0]) + property.Substring(1);
        return s_taken.Contains(name) || name.StartsWith("_presence", StringComparison.Ordinal) ? name + "_" : name;
    }

    /// <summary>The name of a private method that serves the member: a property may have taken it.</summary>
    public string Private(string prefix, Descriptor member, string suffix = "")
    {
        string name = prefix + _names[member] + suffix;
        while (_used.Contains(name))
            name += "_";
        return name;
    }

    private void ClaimOneof(OneofDescriptor oneof)
    {
        string wanted = CSharpNames.Pascal(oneof.Name);
        string stem = wanted;
        while (s_oneofMembers.Any(suffix => _used.Contains(stem + suffix)) || _used.Contains("Clear" + stem))
            stem += "_";
        _used.Add(stem + "Case");
        _used.Add(stem + "OneofCase");
        _used.Add("Clear" + stem);
        _names[oneof] = stem;
        NoteChange(oneof, wanted, stem);
    }

    private void ClaimTypes(MessageDescriptor message, CSharpStyle style)
    {
        // In the holder `Types` they meet only each other.
        HashSet<string> used = style == CSharpStyle.GoogleProtobuf ? new HashSet<string>(StringComparer.Ordinal) { "Types" } : _used;
        foreach (Descriptor type in message.NestedMessages.Where(static nested => !nested.IsMapEntry).Concat<Descriptor>(message.NestedEnums))
        {
            string name = type.Name;
            if (used.Contains(name))
                name += "Type";
            while (!used.Add(name))
                name += "_";
            _names[type] = name;
            NoteChange(type, type.Name, name);
        }
    }

    private string Claim(FieldDescriptor field)
    {
        string name = CSharpNames.Pascal(field.Name);
        if (name.Length == 0 || char.IsDigit(name[0]))
            name = "_" + name;
        string wanted = name;
        while (!_used.Add(name))
            name += "_";
        NoteChange(field, wanted, name);
        return name;
    }

    private void NoteChange(Descriptor element, string wanted, string given)
    {
        if (wanted != given)
            _changes.Add(new NameChange(element, wanted, given));
    }
}
