using System;
using System.Collections.Generic;

namespace Peregrine.Schema;

/// <summary>A linked message type.</summary>
public sealed class MessageDescriptor : Descriptor
{
    private Dictionary<int, FieldDescriptor>? _byNumber;
    private Dictionary<string, FieldDescriptor>? _byName;
    private Dictionary<string, FieldDescriptor>? _byJsonName;

    // The first is null while the file is released.
    private DescriptorProto? _proto;
    private IReadOnlyList<FieldDescriptor> _fields = [];
    private IReadOnlyList<OneofDescriptor> _oneofs = [];
    private IReadOnlyList<OneofDescriptor> _realOneofs = [];
    private bool _wasMapEntry;

    internal MessageDescriptor(DescriptorProto proto, string fullName, Descriptor parent, int index)
        : base(proto.Name ?? "", fullName, parent, index)
    {
        _proto = proto;
        Visibility = proto.Visibility;
        File = parent.File;
    }

    /// <summary>The message of descriptor.proto that this type was built from.</summary>
    public DescriptorProto Proto => Whole._proto!;

    /// <inheritdoc />
    public override FileDescriptor File { get; }

    /// <summary>The message that this one is declared in, null at the top level.</summary>
    public MessageDescriptor? ContainingType => Parent as MessageDescriptor;

    /// <summary>The fields in declaration order, those of oneofs included.</summary>
    public IReadOnlyList<FieldDescriptor> Fields
    {
        get => Whole._fields;
        internal set => _fields = value;
    }

    /// <summary>The oneofs, the synthetic ones of proto3 <c>optional</c> last.</summary>
    public IReadOnlyList<OneofDescriptor> Oneofs
    {
        get => Whole._oneofs;
        internal set => _oneofs = value;
    }

    /// <summary>The oneofs that were written as such.</summary>
    public IReadOnlyList<OneofDescriptor> RealOneofs
    {
        get => Whole._realOneofs;
        internal set => _realOneofs = value;
    }

    /// <summary>The messages declared inside, map entries included.</summary>
    public IReadOnlyList<MessageDescriptor> NestedMessages { get; internal set; } = [];

    /// <summary>The enums declared inside.</summary>
    public IReadOnlyList<EnumDescriptor> NestedEnums { get; internal set; } = [];

    /// <summary>The extensions declared inside; they extend other messages.</summary>
    public IReadOnlyList<FieldDescriptor> Extensions { get; internal set; } = [];

    /// <summary>The numbers open to extensions; the end is exclusive.</summary>
    public IReadOnlyList<ExtensionRangeProto> ExtensionRanges => Proto.ExtensionRange;

    /// <summary>True for the message that stands for the entries of a map field.</summary>
    public bool IsMapEntry => _proto is null ? _wasMapEntry : _proto.Options?.MapEntry == true;

    /// <summary>True for <c>option message_set_wire_format = true</c>.</summary>
    public bool IsMessageSet => Proto.Options?.MessageSetWireFormat == true;

    /// <summary>The message's options, null when it has none.</summary>
    public MessageOptions? Options => Proto.Options;

    /// <inheritdoc />
    public override DescriptorOptions? OptionsMessage => Proto.Options;

    /// <inheritdoc />
    public override SchemaMessage ProtoMessage => Proto;

    /// <summary>Finds a field by its number; null when there is none.</summary>
    public FieldDescriptor? FindFieldByNumber(int number)
    {
        // Racing threads build equal tables; the last one stays.
        _byNumber ??= BuildTable(EqualityComparer<int>.Default, static field => field.Number);
        return _byNumber.TryGetValue(number, out var field) ? field : null;
    }

    /// <summary>Finds a field by the name in the .proto; null when there is none.</summary>
    public FieldDescriptor? FindFieldByName(string name)
    {
        _byName ??= BuildTable(StringComparer.Ordinal, static field => field.Name);
        return _byName.TryGetValue(name, out var field) ? field : null;
    }

    /// <summary>Finds a field by its JSON name; null when there is none.</summary>
    public FieldDescriptor? FindFieldByJsonName(string jsonName)
    {
        _byJsonName ??= BuildTable(StringComparer.Ordinal, static field => field.JsonName);
        return _byJsonName.TryGetValue(jsonName, out var field) ? field : null;
    }

    /// <summary>True when the number lies in one of the message's extension ranges.</summary>
    public bool IsExtensionNumber(int number) => FindExtensionRange(number) is not null;

    internal ExtensionRangeProto? FindExtensionRange(int number)
    {
        foreach (var range in Proto.ExtensionRange)
        {
            if (number >= range.Start && number < range.End)
                return range;
        }

        return null;
    }

    /// <summary>What was written before the declaration. Every file that refers to the type asks for it, so it outlives a release.</summary>
    internal SymbolVisibility? Visibility { get; }

    private MessageDescriptor Whole
    {
        get
        {
            if (_proto is null)
                File.Restore();
            return this;
        }
    }

    internal void Release()
    {
        _wasMapEntry = IsMapEntry;
        _proto = null;
        _fields = [];
        _oneofs = _realOneofs = [];
        _byNumber = null;
        _byName = _byJsonName = null;
        foreach (var nested in NestedMessages)
            nested.Release();
        foreach (var type in NestedEnums)
            type.Release();
    }

    internal void Restore(DescriptorProto proto) => _proto = proto;

    internal override void AppendPath(List<int> path) => AppendPath(path, Parent is MessageDescriptor ? 3 : 4);

    private Dictionary<TKey, FieldDescriptor> BuildTable<TKey>(IEqualityComparer<TKey> comparer, Func<FieldDescriptor, TKey> key)
    {
        var table = new Dictionary<TKey, FieldDescriptor>(Fields.Count, comparer);
        foreach (var field in Fields)
            table[key(field)] = field;
        return table;
    }
}
