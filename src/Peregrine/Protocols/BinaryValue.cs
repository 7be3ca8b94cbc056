using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace Peregrine.Protocols;

/// <summary>The base64 of <c>-bin</c> metadata: sent without padding, received with or without it (rule 66).</summary>
internal static class BinaryValue
{
    /// <summary>The length of <paramref name="length"/> bytes as unpadded base64.</summary>
    public static int EncodedLength(int length) => (length * 4 + 2) / 3;

    /// <summary>Writes unpadded base64 into a span of exactly <see cref="EncodedLength"/>.</summary>
    public static void Encode(ReadOnlySpan<byte> value, Span<byte> destination)
    {
        int whole = value.Length / 3 * 3;
        Base64.EncodeToUtf8(value[..whole], destination, out _, out int written);
        if (whole == value.Length)
            return;
        Span<byte> last = stackalloc byte[4];
        Base64.EncodeToUtf8(value[whole..], last, out _, out _);
        last[..(destination.Length - written)].CopyTo(destination[written..]);
    }

    /// <summary>Reads one value, padded or not; false when it is not base64.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> text, [NotNullWhen(true)] out byte[]? value)
    {
        value = null;
        text = text.Trim((byte)' ').TrimEnd((byte)'=');
        int rest = text.Length % 4;
        if (rest == 1)
            return false;

        byte[] padded = ArrayPool<byte>.Shared.Rent(text.Length + 4);
        text.CopyTo(padded);
        padded.AsSpan(text.Length, 3).Fill((byte)'=');
        int length = text.Length + (rest == 0 ? 0 : 4 - rest);
        OperationStatus status = Base64.DecodeFromUtf8InPlace(padded.AsSpan(0, length), out int written);
        if (status == OperationStatus.Done)
            value = padded.AsSpan(0, written).ToArray();
        ArrayPool<byte>.Shared.Return(padded);
        return value is not null;
    }
}
