namespace Peregrine.Http2;

/// <summary>Where one field's name and value lie in the byte array of its holder; the value follows the name at once.</summary>
internal readonly record struct HeaderSlot(int Start, int NameLength, int ValueLength, HeaderIndexing Indexing)
{
    public HeaderField Read(byte[] bytes) =>
        new(bytes.AsSpan(Start, NameLength), bytes.AsSpan(Start + NameLength, ValueLength), Indexing);
}
