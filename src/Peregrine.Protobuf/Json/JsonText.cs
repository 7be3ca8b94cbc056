using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Unicode;
using Peregrine.Protobuf.Wire;

namespace Peregrine.Protobuf.Json;

/// <summary>The inside of JSON strings: finding its end, and making text of it.</summary>
internal static class JsonText
{
    /// <summary>The index of the first quote, backslash or control character, or −1.</summary>
    public static int IndexOfStop<TUnit>(ReadOnlySpan<TUnit> text)
        where TUnit : unmanaged, IBinaryInteger<TUnit>
    {
        int at = 0;
        // The short ones first: most texts end soon.
        if (text.Length >= Vector128<TUnit>.Count)
        {
            Vector128<TUnit> stops = Stops(Vector128.Create(text));
            if (stops != Vector128<TUnit>.Zero)
                return BitOperations.TrailingZeroCount(stops.ExtractMostSignificantBits());
            at = Vector128<TUnit>.Count;
        }

        for (; text.Length - at >= Vector256<TUnit>.Count; at += Vector256<TUnit>.Count)
        {
            Vector256<TUnit> stops = Stops(Vector256.Create(text[at..]));
            if (stops != Vector256<TUnit>.Zero)
                return at + BitOperations.TrailingZeroCount(stops.ExtractMostSignificantBits());
        }

        for (; at < text.Length; at++)
        {
            if ((char)ushort.CreateTruncating(text[at]) is '"' or '\\' or < ' ')
                return at;
        }

        return -1;
    }

    /// <summary>Fails for bytes that are no UTF-8 and for half a surrogate pair. The escapes were checked by the lexer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryDecode<TUnit>(ReadOnlySpan<TUnit> inside, bool escaped, out string text)
        where TUnit : unmanaged, IBinaryInteger<TUnit>
    {
        if (escaped)
            return TryUnescape(inside, out text);
        if (typeof(TUnit) == typeof(byte))
            return Utf8Text.TryDecode(MemoryMarshal.Cast<TUnit, byte>(inside), existing: null, out text);
        ReadOnlySpan<char> characters = MemoryMarshal.Cast<TUnit, char>(inside);
        bool wellFormed = IsWellFormed(characters);
        text = wellFormed ? new string(characters) : "";
        return wellFormed;
    }

    private static Vector128<TUnit> Stops<TUnit>(Vector128<TUnit> units)
        where TUnit : unmanaged, IBinaryInteger<TUnit> => Vector128.Equals(units, Vector128.Create(TUnit.CreateTruncating('"')))
            | Vector128.Equals(units, Vector128.Create(TUnit.CreateTruncating('\\')))
            | Vector128.LessThan(units, Vector128.Create(TUnit.CreateTruncating(' ')));

    private static Vector256<TUnit> Stops<TUnit>(Vector256<TUnit> units)
        where TUnit : unmanaged, IBinaryInteger<TUnit> => Vector256.Equals(units, Vector256.Create(TUnit.CreateTruncating('"')))
            | Vector256.Equals(units, Vector256.Create(TUnit.CreateTruncating('\\')))
            | Vector256.LessThan(units, Vector256.Create(TUnit.CreateTruncating(' ')));

    private static bool TryUnescape<TUnit>(ReadOnlySpan<TUnit> inside, out string text)
        where TUnit : unmanaged, IBinaryInteger<TUnit>
    {
        char[] buffer = ArrayPool<char>.Shared.Rent(inside.Length);
        try
        {
            bool valid = TryUnescape(inside, buffer, out int length);
            text = valid ? new string(buffer, 0, length) : "";
            return valid;
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer);
        }
    }

    private static bool TryUnescape<TUnit>(ReadOnlySpan<TUnit> inside, Span<char> text, out int length)
        where TUnit : unmanaged, IBinaryInteger<TUnit>
    {
        length = 0;
        while (TryCopyPlain(ref inside, text, ref length))
        {
            if (inside.IsEmpty)
                return true;
            inside = inside[1..];
            char unit = text[length++] = Unescape(ref inside);
            if (char.IsSurrogate(unit) && !TryUnescapePartner(unit, ref inside, out text[length++]))
                return false;
        }

        return false;
    }

    // Up to the next backslash.
    private static bool TryCopyPlain<TUnit>(ref ReadOnlySpan<TUnit> inside, Span<char> text, ref int length)
        where TUnit : unmanaged, IBinaryInteger<TUnit>
    {
        if (typeof(TUnit) != typeof(byte))
            return TryCopyPlainUtf16(ref inside, text, ref length);
        int escape = inside.IndexOf(TUnit.CreateTruncating('\\'));
        ReadOnlySpan<byte> plain = MemoryMarshal.Cast<TUnit, byte>(escape < 0 ? inside : inside[..escape]);
        inside = inside[plain.Length..];
        bool valid = Utf8.ToUtf16(plain, text[length..], out _, out int written, replaceInvalidSequences: false) == OperationStatus.Done;
        length += written;
        return valid;
    }

    private static bool TryCopyPlainUtf16<TUnit>(ref ReadOnlySpan<TUnit> inside, Span<char> text, ref int length)
        where TUnit : unmanaged, IBinaryInteger<TUnit>
    {
        while (true)
        {
            ReadOnlySpan<char> rest = MemoryMarshal.Cast<TUnit, char>(inside);
            int plain = JsonEscapes.CopyPlain(rest, MemoryMarshal.Cast<char, ushort>(text[length..]));
            length += plain;
            inside = inside[plain..];
            if (inside.IsEmpty || rest[plain] == '\\')
                return true;
            int raw = char.IsSurrogate(rest[plain]) ? 2 : 1;
            if (rest.Length - plain < raw || (raw == 2 && !char.IsSurrogatePair(rest[plain], rest[plain + 1])))
                return false;
            rest.Slice(plain, raw).CopyTo(text[length..]);
            length += raw;
            inside = inside[raw..];
        }
    }

    private static bool TryUnescapePartner<TUnit>(char high, ref ReadOnlySpan<TUnit> rest, out char low)
        where TUnit : unmanaged, IBinaryInteger<TUnit>
    {
        low = default;
        if (!char.IsHighSurrogate(high) || rest.IsEmpty || rest[0] != TUnit.CreateTruncating('\\'))
            return false;
        rest = rest[1..];
        low = Unescape(ref rest);
        return char.IsLowSurrogate(low);
    }

    private static char Unescape<TUnit>(ref ReadOnlySpan<TUnit> escaped)
        where TUnit : unmanaged, IBinaryInteger<TUnit>
    {
        char letter = (char)ushort.CreateTruncating(escaped[0]);
        if (letter == 'u')
        {
            int unit = (Hex(escaped[1]) << 12) | (Hex(escaped[2]) << 8) | (Hex(escaped[3]) << 4) | Hex(escaped[4]);
            escaped = escaped[5..];
            return (char)unit;
        }

        escaped = escaped[1..];
        return letter switch
        {
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            _ => letter,
        };
    }

    private static int Hex<TUnit>(TUnit digit)
        where TUnit : unmanaged, IBinaryInteger<TUnit>
    {
        int unit = int.CreateTruncating(digit);
        return unit <= '9' ? unit - '0' : (unit | 0x20) - 'a' + 10;
    }

    private static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        int at = text.IndexOfAnyInRange('\ud800', '\udfff');
        while (at >= 0)
        {
            if (!char.IsHighSurrogate(text[at]) || at + 1 >= text.Length || !char.IsLowSurrogate(text[at + 1]))
                return false;
            text = text[(at + 2)..];
            at = text.IndexOfAnyInRange('\ud800', '\udfff');
        }

        return true;
    }
}
