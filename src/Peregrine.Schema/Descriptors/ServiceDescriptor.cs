using System;
using System.Collections.Generic;

namespace Peregrine.Schema;

/// <summary>A linked service.</summary>
public sealed class ServiceDescriptor : Descriptor
{
    internal ServiceDescriptor(ServiceDescriptorProto proto, string fullName, FileDescriptor parent, int index)
        : base(proto.Name ?? "", fullName, parent, index)
    {
        Proto = proto;
        File = parent;
    }

    /// <summary>The message of descriptor.proto that this service was built from.</summary>
    public ServiceDescriptorProto Proto { get; }

    /// <inheritdoc />
    public override FileDescriptor File { get; }

    /// <summary>The methods in declaration order.</summary>
    public IReadOnlyList<MethodDescriptor> Methods { get; internal set; } = [];

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

    internal override void AppendPath(List<int> path) => AppendPath(path, 6);
}
