using System.Collections.Generic;

namespace Peregrine.Schema;

/// <summary>Describes a service.</summary>
public sealed class ServiceDescriptorProto : SchemaMessage
{
    private List<MethodDescriptorProto>? _method;

    /// <summary>The field <c>name</c> of <c>google.protobuf.ServiceDescriptorProto</c>.</summary>
    public string? Name { get; set; }

    /// <summary>The field <c>method</c> of <c>google.protobuf.ServiceDescriptorProto</c>.</summary>
    public List<MethodDescriptorProto> Method => _method ??= [];

    /// <summary>The field <c>options</c> of <c>google.protobuf.ServiceDescriptorProto</c>.</summary>
    public ServiceOptions? Options { get; set; }

    /// <summary>Reads one message; throws <see cref="SchemaFormatException"/> when the bytes are no valid encoding.</summary>
    public static ServiceDescriptorProto Parse(byte[] bytes) => Parse(new ServiceDescriptorProto(), bytes);

    private protected override bool ReadField(WireInput input, uint tag)
    {
        switch (tag)
        {
            case 10: Name = input.ReadString(); return true;
            case 18: Method.Add(input.ReadMessage(new MethodDescriptorProto())); return true;
            case 26: Options = input.ReadMessage(Options ?? new ServiceOptions()); return true;
            default: return false;
        }
    }

    // Backwards, because the output grows towards its front.
    private protected override void WriteFields(WireOutput output)
    {
        output.WriteMessage(3, Options);
        output.WriteMessages(2, _method);
        output.WriteString(1, Name);
    }
}
