namespace Peregrine.Http2;

/// <summary>One header field, borrowed from the list or block that holds it.</summary>
public readonly ref struct HeaderField
{
    /// <summary>A field over borrowed bytes.</summary>
    public HeaderField(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, HeaderIndexing indexing)
    {
        Name = name;
        Value = value;
        Indexing = indexing;
    }

    /// <summary>The name, lower case; pseudo-headers begin with a colon.</summary>
    public ReadOnlySpan<byte> Name { get; }

    /// <summary>The value's bytes as they are (or were) on the wire after Huffman decoding.</summary>
    public ReadOnlySpan<byte> Value { get; }

    /// <summary>How it is to be encoded; <see cref="HeaderIndexing.Never"/> on a received field says that it must stay so when it is passed on.</summary>
    public HeaderIndexing Indexing { get; }
}
