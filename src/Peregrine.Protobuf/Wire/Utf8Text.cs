using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace Peregrine.Protobuf.Wire;

/// <summary>Between UTF-8 bytes and strings: validated, decoded strings allocated exactly once, and not at all when the string is there already.</summary>
internal static class Utf8Text
{
    /// <summary>Texts up to this many bytes that are not all ASCII are decoded into a buffer of the thread first: counting their characters would cost as much as decoding.</summary>
    private const int ScratchLength = 4096;

    [ThreadStatic]
    private static char[]? t_scratch;

    /// <summary>Decodes; gives <paramref name="existing"/> back when it says the same. False when the bytes are not UTF-8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryDecode(ReadOnlySpan<byte> bytes, string? existing, out string text)
    {
        if (bytes.IsEmpty)
        {
            text = "";
            return true;
        }

        if (existing is not null && existing.Length == bytes.Length && Ascii.Equals(bytes, existing))
        {
            text = existing;
            return true;
        }

        return TryDecodeNew(bytes, existing, out text);
    }

    /// <summary>Narrows <paramref name="text"/> to as many bytes if it is all ASCII.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryEncodeAscii(ReadOnlySpan<char> text, Span<byte> destination) => text.Length <= ShortText.MaxLength
        ? ShortText.TryNarrow(text, ref MemoryMarshal.GetReference(destination))
        : Ascii.FromUtf16(text, destination, out _) == OperationStatus.Done;

    /// <summary>Encodes, and says how many bytes it took.</summary>
    public static int Encode(string text, Span<byte> destination, InvalidUtf8 policy)
    {
        if (Utf8.FromUtf16(text, destination, out _, out int written, replaceInvalidSequences: policy == InvalidUtf8.Replace) != OperationStatus.Done)
            WireErrors.ThrowInvalidUtf16();
        return written;
    }

    public static string DecodeReplacing(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    private static bool TryDecodeNew(ReadOnlySpan<byte> bytes, string? existing, out string text)
    {
        bool isShort = bytes.Length <= ShortText.MaxLength;
        if (!(isShort ? ShortText.IsAscii(bytes) : Ascii.IsValid(bytes)))
            return TryDecodeRest(bytes, existing, out text);
        // SAFETY: the string is new and nobody else has it yet; it is filled before it is given away.
        text = new string('\0', bytes.Length);
        ref char first = ref Unsafe.AsRef(in text.GetPinnableReference());
        if (isShort)
            ShortText.Widen(bytes, ref first);
        else
            Encoding.Latin1.GetChars(bytes, MemoryMarshal.CreateSpan(ref first, text.Length)); // ASCII, as was checked: widening is all there is to do
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryDecodeRest(ReadOnlySpan<byte> bytes, string? existing, out string text)
    {
        // UTF-16 never has more units than UTF-8 has bytes.
        char[] scratch = bytes.Length <= ScratchLength ? t_scratch ??= new char[ScratchLength + Utf8Decoder.Slack] : ArrayPool<char>.Shared.Rent(bytes.Length + Utf8Decoder.Slack);
        int written;
        bool valid = Utf8Decoder.Pays(bytes)
            ? Utf8Decoder.TryDecode(bytes, scratch, out written)
            : Utf8.ToUtf16(bytes, scratch, out _, out written, replaceInvalidSequences: false) == OperationStatus.Done;
        ReadOnlySpan<char> characters = scratch.AsSpan(0, written);
        text = !valid ? ""
            : existing is not null && characters.SequenceEqual(existing) ? existing
            : new string(characters);
        if (!ReferenceEquals(scratch, t_scratch))
            ArrayPool<char>.Shared.Return(scratch);
        return valid;
    }
}
