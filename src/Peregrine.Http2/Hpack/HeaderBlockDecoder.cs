using System.Runtime.CompilerServices;
using Peregrine.Http2.Headers;

namespace Peregrine.Http2.Hpack;

/// <summary>
/// Header block to validated fields: the cache, then the decoder for what the cache does not know. Owned by a connection's read loop; the result is
/// borrowed until the next block.
/// </summary>
internal sealed class HeaderBlockDecoder
{
    private const int KeptScratchBytes = 4096;

    private readonly HpackDecoder _decoder;
    private readonly HeaderBlockCache _cache = new();
    private readonly int _maxListBytes;
    private HeaderFields _tail = new();
    private HeaderList _prefix = HeaderList.Empty;
    private HeaderCheck _check;

    /// <summary>A decoder for lists of at most <paramref name="maxListBytes"/>; longer ones are decoded, for the table's sake, up to <paramref name="maxDecodedBytes"/>.</summary>
    public HeaderBlockDecoder(int maxListBytes, int maxDecodedBytes)
    {
        _maxListBytes = maxListBytes;
        _decoder = new HpackDecoder(maxListBytes, maxDecodedBytes);
    }

    /// <summary>The underlying decoder, for SETTINGS_HEADER_TABLE_SIZE.</summary>
    public HpackDecoder Hpack => _decoder;

    /// <summary>The fields of the last block.</summary>
    public HeaderBlock Result => new(_prefix, _tail);

    /// <summary>The size of the last block's list by RFC 9113 §6.5.2.</summary>
    public long ListBytes { get; private set; }

    /// <summary>The size of the last block's list without what it has in common with others, which is there once.</summary>
    public long OwnBytes { get; private set; }

    /// <summary>The validation of the last block, finished.</summary>
    public ref readonly HeaderCheck Check => ref _check;

    /// <summary>Decodes a block. A connection error when compression state is lost, a stream error when the block is malformed or too large.</summary>
    public Http2Error Decode(ReadOnlySpan<byte> block, HeaderBlockKind kind)
    {
        ResetTail();
        ListBytes = 0;
        bool teaches = true;
        int length = 0;
        CachedPrefix? known = _decoder.ExpectsSizeUpdate ? null : _cache.Find(block, kind, _decoder.Table, out length, out teaches);
        if (known is null)
        {
            _prefix = HeaderList.Empty;
            _check = new HeaderCheck(kind);
            return DecodeRest(block, null, 0, teaches);
        }
        _prefix = known.List;
        _check = known.Check;
        OwnBytes = 0;
        return length == block.Length ? Finish(known.ListBytes) : DecodeRest(block, known, length, teaches);
    }

    // By itself, because whoever has a trace among its variables clears it first.
    [MethodImpl(Compiled.Apart)]
    private Http2Error DecodeRest(ReadOnlySpan<byte> block, CachedPrefix? known, int knownLength, bool teaches)
    {
        TableMoment before = _decoder.Table.Now;
        DecodeTrace trace = default;
        if (teaches && known is not null)
        {
            trace = known.Trace;
        }
        else
        {
            trace.ListBytes = known?.ListBytes ?? 0;
        }
        if (_decoder.Decode(block, _tail, ref trace, knownLength) is { } error)
        {
            ListBytes = trace.ListBytes;
            return Http2Error.Connection(ReferenceEquals(error, HpackDecoder.GaveUp) ? ErrorCode.EnhanceYourCalm : ErrorCode.CompressionError, error);
        }
        OwnBytes = trace.ListBytes - (known?.ListBytes ?? 0);
        if (trace.ListBytes > _maxListBytes)
        {
            return TooLarge(trace.ListBytes);
        }
        for (int i = 0; i < _tail.Count; i++)
        {
            if (_check.Add(_tail[i]) is { } malformed)
            {
                return Http2Error.Stream(ErrorCode.ProtocolError, malformed);
            }
        }
        if (teaches)
        {
            _cache.Learn(block, known, _check.Kind, before, _decoder.Table, Result, trace);
        }
        return Finish(trace.ListBytes);
    }

    private Http2Error Finish(long listBytes)
    {
        if (listBytes > _maxListBytes)
        {
            return TooLarge(listBytes);
        }
        return _check.Finish() is { } malformed ? Http2Error.Stream(ErrorCode.ProtocolError, malformed) : default;
    }

    private Http2Error TooLarge(long listBytes)
    {
        ListBytes = listBytes;
        return Http2Error.Stream(ErrorCode.EnhanceYourCalm, $"header list of {listBytes} bytes exceeds MaxHeaderListBytes ({_maxListBytes})");
    }

    private void ResetTail()
    {
        if (_tail.Bytes.Length > KeptScratchBytes)
        {
            _tail = new HeaderFields();
        }
        _tail.Clear();
    }
}
