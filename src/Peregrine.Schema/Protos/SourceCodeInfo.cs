using System.Collections.Generic;

namespace Peregrine.Schema;

/// <summary>Encapsulates information about the original source file from which a FileDescriptorProto was generated.</summary>
public sealed class SourceCodeInfo : SchemaMessage
{
    private List<SourceLocation>? _location;

    /// <summary>A Location identifies a piece of source code in a .proto file which corresponds to a particular definition.</summary>
    public List<SourceLocation> Location => _location ??= [];

    /// <summary>Reads one message; throws <see cref="SchemaFormatException"/> when the bytes are no valid encoding.</summary>
    public static SourceCodeInfo Parse(byte[] bytes) => Parse(new SourceCodeInfo(), bytes);

    private protected override bool ReadField(WireInput input, uint tag)
    {
        switch (tag)
        {
            case 10: Location.Add(input.ReadMessage(new SourceLocation())); return true;
            default: return false;
        }
    }

    // Backwards, because the output grows towards its front.
    private protected override void WriteFields(WireOutput output)
    {
        output.WriteMessages(1, _location);
    }
}
