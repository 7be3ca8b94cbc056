using System.Buffers.Binary;
using System.Text;

namespace Peregrine.Http2.Transport;

/// <summary>Tells what a peer speaks from its first bytes. Pure.</summary>
internal static class FirstBytesReader
{
    private const int LongestMethod = 16;
    private const int LongestRequestLine = 1024;
    private const int FrameHeader = 9;
    private const int GoAwayHeader = 8;

    /// <summary>RFC 9113 §3.4.</summary>
    public static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    /// <summary>What a server hears from a client.</summary>
    public static FirstBytes OfClient(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return FirstBytes.NeedMore;
        if (IsTlsRecord(bytes, out bool whole)) return whole ? FirstBytes.Tls : FirstBytes.NeedMore;
        ReadOnlySpan<byte> preface = Preface;
        int common = bytes.CommonPrefixLength(preface);
        if (common == preface.Length) return FirstBytes.Http2;
        return common == bytes.Length ? FirstBytes.NeedMore : OfRequestLine(bytes);
    }

    /// <summary>What a client hears from a server.</summary>
    public static FirstBytes OfServer(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return FirstBytes.NeedMore;
        ReadOnlySpan<byte> http1 = "HTTP/"u8;
        int common = bytes.CommonPrefixLength(http1);
        if (common == http1.Length) return FirstBytes.Http1;
        if (common == bytes.Length) return FirstBytes.NeedMore;

        // A SETTINGS frame begins with its length, which is below 64 KiB: a zero byte. So a TLS record cannot be one.
        if (IsTlsRecord(bytes, out bool whole)) return whole ? FirstBytes.Tls : FirstBytes.NeedMore;
        if (bytes.Length < FrameHeader) return FirstBytes.NeedMore;

        // RFC 9113 §3.4: the server's preface is a SETTINGS frame, not an acknowledgement, on stream 0.
        bool settings = bytes[3] == 4 && (bytes[4] & 1) == 0 && (bytes[5] & 0x7f) == 0 && bytes[6] == 0 && bytes[7] == 0 && bytes[8] == 0;
        if (!settings) return FirstBytes.Unknown;
        return TryReadRefusal(bytes, out _, out _) ? FirstBytes.Refusal : FirstBytes.Http2;
    }

    /// <summary>The code and the reason of a GOAWAY for stream 0 that came together with the server's SETTINGS.</summary>
    public static bool TryReadRefusal(ReadOnlySpan<byte> bytes, out ErrorCode code, out string reason)
    {
        code = default;
        reason = "";
        int settings = FrameHeader + (int)(BinaryPrimitives.ReadUInt32BigEndian(bytes) >> 8);
        if (bytes.Length < settings + FrameHeader + GoAwayHeader) return false;
        ReadOnlySpan<byte> goAway = bytes[settings..];
        int length = (int)(BinaryPrimitives.ReadUInt32BigEndian(goAway) >> 8);
        if (goAway[3] != 7 || length < GoAwayHeader || goAway.Length < FrameHeader + length) return false;
        ReadOnlySpan<byte> payload = goAway.Slice(FrameHeader, length);
        code = (ErrorCode)BinaryPrimitives.ReadUInt32BigEndian(payload[4..]);
        reason = Encoding.UTF8.GetString(payload[GoAwayHeader..]);
        return code != ErrorCode.NoError && BinaryPrimitives.ReadUInt32BigEndian(payload) == 0;
    }

    /// <summary>The bytes for a message: text as text, others in hexadecimal.</summary>
    public static string Show(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> some = bytes[..Math.Min(bytes.Length, 24)];
        return some.IndexOfAnyExceptInRange((byte)0x20, (byte)0x7e) is var odd && odd is < 0 or > 7
            ? $"\"{Encoding.ASCII.GetString(odd < 0 ? some : some[..odd])}\""
            : $"0x{Convert.ToHexStringLower(some)}";
    }

    // RFC 8446 §5.1: type 22 (handshake) or 21 (alert), then a version 3.x.
    private static bool IsTlsRecord(ReadOnlySpan<byte> bytes, out bool whole)
    {
        whole = bytes.Length >= 2;
        return bytes[0] is 0x15 or 0x16 && (!whole || bytes[1] == 3);
    }

    // RFC 9112 §3: a method in capitals, one space, and the version at the line's end. A line without it is nobody's request: text would be no answer to whoever sent
    // it, and might be an HTTP/2 client with a broken preface, which is owed PROTOCOL_ERROR (RFC 9113 §3.4). A line that never ends is judged by its method.
    private static FirstBytes OfRequestLine(ReadOnlySpan<byte> bytes)
    {
        int letters = bytes.IndexOfAnyExceptInRange((byte)'A', (byte)'Z');
        if (letters < 0) return bytes.Length > LongestMethod ? FirstBytes.Unknown : FirstBytes.NeedMore;
        if (letters is < 3 or > LongestMethod || bytes[letters] != (byte)' ') return FirstBytes.Unknown;
        int end = bytes.IndexOf((byte)'\n');
        if (end < 0) return bytes.Length > LongestRequestLine ? FirstBytes.Http1 : FirstBytes.NeedMore;
        ReadOnlySpan<byte> line = bytes[..end].TrimEnd((byte)'\r');
        return line.Length > 8 && line[^9..^1].SequenceEqual(" HTTP/1."u8) ? FirstBytes.Http1 : FirstBytes.Unknown;
    }
}
