using System.Collections.Generic;

namespace Peregrine.Schema;

/// <summary>A linked method of a service.</summary>
public sealed class MethodDescriptor : Descriptor
{
    internal MethodDescriptor(MethodDescriptorProto proto, string fullName, ServiceDescriptor parent, int index)
        : base(proto.Name ?? "", fullName, parent, index)
    {
        Proto = proto;
        Service = parent;
    }

    /// <summary>The message of descriptor.proto that this method was built from.</summary>
    public MethodDescriptorProto Proto { get; }

    /// <inheritdoc />
    public override FileDescriptor File => Service.File;

    /// <summary>The service that the method belongs to.</summary>
    public ServiceDescriptor Service { get; }

    /// <summary>The type of each request message.</summary>
    public MessageDescriptor InputType { get; internal set; } = null!;

    /// <summary>The type of each reply message.</summary>
    public MessageDescriptor OutputType { get; internal set; } = null!;

    /// <summary>True when the client sends a stream of messages.</summary>
    public bool ClientStreaming => Proto.ClientStreaming == true;

    /// <summary>True when the server sends a stream of messages.</summary>
    public bool ServerStreaming => Proto.ServerStreaming == true;

    /// <summary>What the author promises about repeating the call.</summary>
    public IdempotencyLevel IdempotencyLevel => Proto.Options?.IdempotencyLevel ?? IdempotencyLevel.Unknown;

    /// <summary>The method's options, null when it has none.</summary>
    public MethodOptions? Options => Proto.Options;

    /// <inheritdoc />
    public override DescriptorOptions? OptionsMessage => Proto.Options;

    /// <inheritdoc />
    public override SchemaMessage ProtoMessage => Proto;

    internal override void AppendPath(List<int> path) => AppendPath(path, 2);
}
