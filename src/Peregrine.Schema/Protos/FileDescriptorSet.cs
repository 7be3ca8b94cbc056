using System.Collections.Generic;

namespace Peregrine.Schema;

/// <summary>The protocol compiler can output a FileDescriptorSet containing the .proto files it parses.</summary>
public sealed class FileDescriptorSet : SchemaMessage
{
    private List<FileDescriptorProto>? _file;

    /// <summary>The field <c>file</c> of <c>google.protobuf.FileDescriptorSet</c>.</summary>
    public List<FileDescriptorProto> File => _file ??= [];

    /// <summary>Reads one message; throws <see cref="SchemaFormatException"/> when the bytes are no valid encoding.</summary>
    public static FileDescriptorSet Parse(byte[] bytes) => Parse(new FileDescriptorSet(), bytes);

    private protected override bool ReadField(WireInput input, uint tag)
    {
        switch (tag)
        {
            case 10: File.Add(input.ReadMessage(new FileDescriptorProto())); return true;
            default: return false;
        }
    }

    // Backwards, because the output grows towards its front.
    private protected override void WriteFields(WireOutput output)
    {
        output.WriteMessages(1, _file);
    }
}
