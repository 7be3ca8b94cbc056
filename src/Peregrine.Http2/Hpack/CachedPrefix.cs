using Peregrine.Http2.Headers;

namespace Peregrine.Http2.Hpack;

/// <summary>The leading bytes of a header block, what they decode to, and where the validation of the block stands after them. Immutable.</summary>
internal sealed class CachedPrefix(byte[] block, long version, HeaderList list, HeaderCheck check, DecodeTrace trace)
{
    /// <summary>The version of an entry that does not refer to the dynamic table.</summary>
    public const long AnyVersion = -1;

    /// <summary>The bytes.</summary>
    public byte[] Block { get; } = block;

    /// <summary>The fields.</summary>
    public HeaderList List { get; } = list;

    /// <summary>The validation so far.</summary>
    public HeaderCheck Check { get; } = check;

    /// <summary>The size of the list so far.</summary>
    public long ListBytes { get; } = trace.ListBytes;

    /// <summary>What decoding it showed, for learning what follows it.</summary>
    public DecodeTrace Trace { get; } = trace;

    /// <summary>Whether the bytes mean the same under that version of the table.</summary>
    public bool HoldsUnder(long current) => version == AnyVersion || version == current;

    /// <summary>Whether it is the whole of <paramref name="bytes"/>.</summary>
    public bool IsWhole(ReadOnlySpan<byte> bytes, HeaderBlockKind kind, long current) =>
        HoldsUnder(current) && Check.Kind == kind && bytes.SequenceEqual(Block);

    /// <summary>Whether <paramref name="bytes"/> start with it.</summary>
    public bool Starts(ReadOnlySpan<byte> bytes, HeaderBlockKind kind, long current) =>
        HoldsUnder(current) && Check.Kind == kind && bytes.StartsWith(Block);
}
