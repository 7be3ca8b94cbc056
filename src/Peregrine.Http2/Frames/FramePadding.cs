namespace Peregrine.Http2.Frames;

/// <summary>Padding of DATA, HEADERS and PUSH_PROMISE (RFC 9113 §6.1).</summary>
internal static class FramePadding
{
    /// <summary>Cuts the pad length and the padding off <paramref name="payload"/>. False when the padding is as long as the payload or longer.</summary>
    public static bool TryStrip(in FrameHeader header, ref ReadOnlySpan<byte> payload)
    {
        if (!header.Has(FrameFlags.Padded))
        {
            return true;
        }
        if (payload.Length == 0 || payload[0] >= payload.Length)
        {
            return false;
        }
        payload = payload[1..^payload[0]];
        return true;
    }
}
