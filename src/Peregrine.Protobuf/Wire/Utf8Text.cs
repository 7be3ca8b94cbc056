using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace Peregrine.Protobuf.Wire;

/// <summary>Between UTF-8 bytes and strings: validated, decoded strings allocated exactly once, and not at all when the string is there already.</summary>
internal static class Utf8Text
{
    /// <summary>Up to this many bytes a text that is not ASCII is decoded on the stack first, which is cheaper than counting its characters.</summary>
    private const int SmallText = 256;

    /// <summary>Decodes; gives <paramref name="existing"/> back when it says the same. False when the bytes are not UTF-8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryDecode(ReadOnlySpan<byte> bytes, string? existing, out string text)
    {
        if (bytes.IsEmpty)
        {
            text = "";
            return true;
        }

        if (!string.IsNullOrEmpty(existing) && IsSame(bytes, existing))
        {
            text = existing;
            return true;
        }

        return TryDecodeNew(bytes, out text);
    }

    /// <summary>Narrows <paramref name="text"/> to as many bytes if it is all ASCII.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryEncodeAscii(ReadOnlySpan<char> text, Span<byte> destination) =>
        Ascii.FromUtf16(text, destination, out _) == OperationStatus.Done;

    /// <summary>How many bytes <paramref name="text"/> takes; an unpaired surrogate counts as U+FFFD.</summary>
    public static int EncodedLength(string text) => Encoding.UTF8.GetByteCount(text);

    /// <summary>Encodes into a destination of exactly the right length.</summary>
    public static void Encode(string text, Span<byte> destination, InvalidUtf8 policy)
    {
        if (Utf8.FromUtf16(text, destination, out _, out _, replaceInvalidSequences: policy == InvalidUtf8.Replace) != OperationStatus.Done)
            WireErrors.ThrowInvalidUtf16();
    }

    public static string DecodeReplacing(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    private static bool TryDecodeNew(ReadOnlySpan<byte> bytes, out string text)
    {
        // SAFETY: the string is new and nobody else has it yet; it is filled before it is given away.
        text = new string('\0', bytes.Length);
        Span<char> characters = MemoryMarshal.CreateSpan(ref Unsafe.AsRef(in text.GetPinnableReference()), text.Length);
        if (Ascii.ToUtf16(bytes, characters, out int ascii) == OperationStatus.Done)
            return true;
        return TryDecodeRest(bytes, characters, ascii, out text);
    }

    /// <summary>The text is not all ASCII: what was widened so far is kept as a prefix.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryDecodeRest(ReadOnlySpan<byte> bytes, Span<char> widened, int ascii, out string text)
    {
        // UTF-16 never has more units than UTF-8 has bytes, so the first string is scratch space of sufficient size.
        OperationStatus status = Utf8.ToUtf16(bytes[ascii..], widened[ascii..], out _, out int written, replaceInvalidSequences: false);
        text = status == OperationStatus.Done ? new string(widened[..(ascii + written)]) : "";
        return status == OperationStatus.Done;
    }

    private static bool IsSame(ReadOnlySpan<byte> bytes, string text)
    {
        if (text.Length == bytes.Length)
            return Ascii.Equals(bytes, text);
        // Three bytes a character at most; one at least.
        return text.Length < bytes.Length && bytes.Length <= text.Length * 3 && IsSameTranscoded(bytes, text);
    }

    private static bool IsSameTranscoded(ReadOnlySpan<byte> bytes, ReadOnlySpan<char> text)
    {
        Span<byte> encoded = stackalloc byte[SmallText];
        while (!text.IsEmpty)
        {
            OperationStatus status = Utf8.FromUtf16(text, encoded, out int read, out int written, replaceInvalidSequences: false);
            if (status is not (OperationStatus.Done or OperationStatus.DestinationTooSmall) || written > bytes.Length ||
                !bytes[..written].SequenceEqual(encoded[..written]))
            {
                return false;
            }

            text = text[read..];
            bytes = bytes[written..];
        }

        return bytes.IsEmpty;
    }
}
