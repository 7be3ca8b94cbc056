using System.Collections.Generic;

namespace Peregrine.Schema;

/// <summary>The message <c>google.protobuf.SourceCodeInfo</c>: where every element of a file is, and its comments.</summary>
public sealed class SourceCodeInfo : SchemaMessage
{
    // A file has some five locations for every line: while nobody looks at them they stay encoded, which weighs a tenth.
    private byte[]? _encoded;
    private List<SourceLocation>? _location;

    /// <summary>The locations in the order in which the parser met them.</summary>
    public List<SourceLocation> Location => _location ??= Decode();

    internal static SourceCodeInfo FromEncodedLocations(byte[] encoded) => new() { _encoded = encoded };

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
        if (_location is null && _encoded is not null)
            output.WriteRaw(_encoded);
        else
            output.WriteMessages(1, _location);
    }

    private List<SourceLocation> Decode()
    {
        var locations = new List<SourceLocation>();
        if (_encoded is null)
            return locations;
        var input = new WireInput(_encoded);
        while (input.ReadTag(out _))
            locations.Add(input.ReadMessage(new SourceLocation()));
        return locations;
    }
}
