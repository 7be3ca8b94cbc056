using System;
using System.Collections.Generic;

namespace Peregrine.Schema;

/// <summary>A linked service.</summary>
public sealed class ServiceDescriptor : Descriptor
{
    // The first is null while the file is released.
    private ServiceDescriptorProto? _proto;
    private IReadOnlyList<MethodDescriptor> _methods = [];

    internal ServiceDescriptor(ServiceDescriptorProto proto, string fullName, FileDescriptor parent, int index)
        : base(proto.Name ?? "", fullName, parent, index)
    {
        _proto = proto;
        File = parent;
    }

    /// <summary>The message of descriptor.proto that this service was built from.</summary>
    public ServiceDescriptorProto Proto => Whole._proto!;

    /// <inheritdoc />
    public override FileDescriptor File { get; }

    /// <summary>The methods in declaration order.</summary>
    public IReadOnlyList<MethodDescriptor> Methods
    {
        get => Whole._methods;
        internal set => _methods = value;
    }

    /// <summary>The service's options, null when it has none.</summary>
    public ServiceOptions? Options => Proto.Options;

    /// <inheritdoc />
    public override DescriptorOptions? OptionsMessage => Proto.Options;

    /// <inheritdoc />
    public override SchemaMessage ProtoMessage => Proto;

    /// <summary>Finds a method by its name; null when there is none.</summary>
    public MethodDescriptor? FindMethodByName(string name)
    {
        foreach (var method in Methods)
        {
            if (string.Equals(method.Name, name, StringComparison.Ordinal))
                return method;
        }

        return null;
    }

    private ServiceDescriptor Whole
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
        _methods = [];
    }

    internal void Restore(ServiceDescriptorProto proto) => _proto = proto;

    internal override void AppendPath(List<int> path) => AppendPath(path, 6);
}
