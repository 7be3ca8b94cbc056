using System.Buffers;

namespace Peregrine;

/// <summary>The grammar of metadata keys and text values (PROTOCOL-HTTP2.md, Custom-Metadata).</summary>
internal static class MetadataKey
{
    private static readonly SearchValues<char> Allowed = SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyz_-.");

    /// <summary>The key in lower case. Throws when it has a character that may not stand in a key.</summary>
    public static string Normalize(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        if (!key.AsSpan().ContainsAnyExcept(Allowed))
            return key;
        string lower = key.ToLowerInvariant();
        int bad = lower.AsSpan().IndexOfAnyExcept(Allowed);
        if (bad >= 0)
            throw new ArgumentException($"The metadata key '{key}' has '{key[bad]}' at {bad}; letters, digits, '_', '-' and '.' are allowed.", nameof(key));
        return lower;
    }

    public static bool IsBinary(string key) => key.EndsWith(Metadata.BinaryHeaderSuffix, StringComparison.Ordinal);

    /// <summary>Throws when <paramref name="value"/> cannot be sent as text: ASCII-Value is 0x20–0x7E (rule 66).</summary>
    public static void CheckValue(string key, string value)
    {
        int bad = value.AsSpan().IndexOfAnyExceptInRange(' ', '~');
        if (bad >= 0)
            throw new ArgumentException(
                $"The value of metadata key '{key}' has U+{(int)value[bad]:X4} at {bad}; only printable ASCII can be sent. Use a key that ends in '-bin'.", nameof(value));
    }

    /// <summary>Names the protocol keeps for itself: never shown to, nor taken from, the application.</summary>
    public static bool IsReserved(ReadOnlySpan<byte> key) => key switch
    {
        [(byte)':', ..] => true,
        [var first, ..] when !MayBeReserved((char)first) => false,
        _ when key.StartsWith("grpc-"u8) => !key.SequenceEqual("grpc-trace-bin"u8) && !key.SequenceEqual("grpc-tags-bin"u8)
            && !key.SequenceEqual("grpc-previous-rpc-attempts"u8) && !key.SequenceEqual("grpc-retry-pushback-ms"u8)
            && !key.SequenceEqual("grpc-status-details-bin"u8),
        _ => key.SequenceEqual("te"u8) || key.SequenceEqual("content-type"u8) || key.SequenceEqual("content-length"u8)
            || key.SequenceEqual("connection"u8) || key.SequenceEqual("keep-alive"u8) || key.SequenceEqual("proxy-connection"u8)
            || key.SequenceEqual("transfer-encoding"u8) || key.SequenceEqual("upgrade"u8) || key.SequenceEqual("host"u8),
    };

    /// <summary>The same for text keys.</summary>
    public static bool IsReserved(string key)
    {
        if (key.Length > 0 && !MayBeReserved(key[0]))
            return false;
        Span<byte> bytes = key.Length <= 64 ? stackalloc byte[64] : new byte[key.Length];
        int length = System.Text.Encoding.ASCII.GetBytes(key, bytes);
        return IsReserved(bytes[..length]);
    }

    // What most keys are told by: none of the names above begins with another letter.
    private static bool MayBeReserved(char first) => first is 'c' or 'g' or 'h' or 'k' or 'p' or 't' or 'u' or ':';
}
