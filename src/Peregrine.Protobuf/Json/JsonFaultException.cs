using System.Text.Json;

namespace Peregrine.Protobuf.Json;

/// <summary>
/// Text that is not JSON, or JSON that is not of the message. Carries the reason and the offset up to the edge, where that is made a line and a column; inside
/// System.Text.Json the serializer does that.
/// </summary>
internal sealed class JsonFaultException(string message, int offset) : JsonException(message)
{
    /// <summary>In code units of the text.</summary>
    public int Offset { get; } = offset;
}
