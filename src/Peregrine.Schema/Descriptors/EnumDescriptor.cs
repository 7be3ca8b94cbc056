using System;
using System.Collections.Generic;

namespace Peregrine.Schema;

/// <summary>A linked enum type.</summary>
public sealed class EnumDescriptor : Descriptor
{
    private Dictionary<int, EnumValueDescriptor>? _byNumber;
    private Dictionary<string, EnumValueDescriptor>? _byName;

    // The first is null while the file is released.
    private EnumDescriptorProto? _proto;
    private IReadOnlyList<EnumValueDescriptor> _values = [];

    internal EnumDescriptor(EnumDescriptorProto proto, string fullName, Descriptor parent, int index)
        : base(proto.Name ?? "", fullName, parent, index)
    {
        _proto = proto;
        Visibility = proto.Visibility;
    }

    /// <summary>The message of descriptor.proto that this enum was built from.</summary>
    public EnumDescriptorProto Proto => Whole._proto!;

    /// <inheritdoc />
    public override FileDescriptor File => Parent!.File;

    /// <summary>The message that the enum is declared in, null at the top level.</summary>
    public MessageDescriptor? ContainingType => Parent as MessageDescriptor;

    /// <summary>The values in declaration order; never empty.</summary>
    public IReadOnlyList<EnumValueDescriptor> Values
    {
        get => Whole._values;
        internal set => _values = value;
    }

    /// <summary>True when a number without a name is an unknown field instead of a value.</summary>
    public bool IsClosed => Features.EnumType == EnumType.Closed;

    /// <summary>The enum's options, null when it has none.</summary>
    public EnumOptions? Options => Proto.Options;

    /// <inheritdoc />
    public override DescriptorOptions? OptionsMessage => Proto.Options;

    /// <inheritdoc />
    public override SchemaMessage ProtoMessage => Proto;

    /// <summary>Finds the value of a number, the first declared when several share it; null when there is none.</summary>
    public EnumValueDescriptor? FindValueByNumber(int number)
    {
        if (_byNumber is null)
        {
            var table = new Dictionary<int, EnumValueDescriptor>(Values.Count);
            foreach (var value in Values)
            {
                if (!table.ContainsKey(value.Number))
                    table.Add(value.Number, value);
            }

            _byNumber = table;
        }

        return _byNumber.TryGetValue(number, out var found) ? found : null;
    }

    /// <summary>Finds the value of a name; null when there is none.</summary>
    public EnumValueDescriptor? FindValueByName(string name)
    {
        if (_byName is null)
        {
            var table = new Dictionary<string, EnumValueDescriptor>(Values.Count, StringComparer.Ordinal);
            foreach (var value in Values)
                table[value.Name] = value;
            _byName = table;
        }

        return _byName.TryGetValue(name, out var found) ? found : null;
    }

    /// <summary>What was written before the declaration. Every file that refers to the type asks for it, so it outlives a release.</summary>
    internal SymbolVisibility? Visibility { get; }

    private EnumDescriptor Whole
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
        _proto = null;
        _values = [];
        _byNumber = null;
        _byName = null;
    }

    internal void Restore(EnumDescriptorProto proto) => _proto = proto;

    internal override void AppendPath(List<int> path) => AppendPath(path, Parent is MessageDescriptor ? 4 : 5);
}
