using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Peregrine.Protobuf.Json;

/// <summary>What of a text may stand in a JSON string as it is, and how the rest is written.</summary>
internal static class JsonEscapes
{
    /// <summary>Of one escape.</summary>
    public const int MaxLength = 6;

    // RFC 8259 §7: quotation mark, reverse solidus and the control characters. All ASCII, which makes the search a vectorised one.
    private static readonly SearchValues<char> s_escaped = SearchValues.Create("\"\\\u007f" + string.Concat(Enumerable.Range(0, 0x20).Select(c => (char)c)));

    /// <summary>Copies characters up to the first that needs more than copying: an escape, transcoding, or a look at its partner. Returns how many.</summary>
    public static int CopyPlain<TUnit>(ReadOnlySpan<char> text, Span<TUnit> to)
        where TUnit : unmanaged, IBinaryInteger<TUnit>
    {
        ReadOnlySpan<ushort> units = MemoryMarshal.Cast<char, ushort>(text);
        int last = units.Length - Vector128<ushort>.Count;
        if (last < 0)
            return CopyShort(units, to);
        int at = typeof(TUnit) == typeof(byte) && units.Length >= Vector512<byte>.Count ? NarrowPlain(units, MemoryMarshal.Cast<TUnit, byte>(to)) : 0;
        for (; at <= last - Vector128<ushort>.Count; at += Vector256<ushort>.Count)
        {
            Vector256<ushort> sixteen = Vector256.Create(units[at..]);
            Vector256<ushort> stops = Stops<TUnit>(sixteen);
            Store(sixteen, to[at..]);
            if (stops != Vector256<ushort>.Zero)
                return at + BitOperations.TrailingZeroCount(stops.ExtractMostSignificantBits());
        }

        while (at < units.Length)
        {
            // The last eight overlap those before.
            at = Math.Min(at, last);
            Vector128<ushort> eight = Vector128.Create(units[at..]);
            Vector128<ushort> stops = Stops<TUnit>(eight);
            Store(eight, to[at..]);
            if (stops != Vector128<ushort>.Zero)
                return at + BitOperations.TrailingZeroCount(stops.ExtractMostSignificantBits());
            at += Vector128<ushort>.Count;
        }

        return units.Length;
    }

    // Whole vectors only, and only up to that with the first stop. Narrowing saturates, which makes everything beyond one byte a stop, too.
    // Where most texts of a program are short when the JIT looks, it takes this loop for one that hardly runs and makes it half as fast: so it is not to look.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int NarrowPlain(ReadOnlySpan<ushort> units, Span<byte> to)
    {
        int at = 0;
        for (; units.Length - at >= Vector512<byte>.Count; at += Vector512<byte>.Count)
        {
            Vector512<byte> narrow = Vector512.NarrowWithSaturation(Vector512.Create(units[at..]), Vector512.Create(units[(at + Vector512<ushort>.Count)..]));
            Vector512<byte> stops = Vector512.Equals(narrow, Vector512.Create((byte)'"'))
                | Vector512.Equals(narrow, Vector512.Create((byte)'\\'))
                | Vector512.GreaterThan(narrow - Vector512.Create((byte)' '), Vector512.Create((byte)(0x7e - ' ')));
            if (stops != Vector512<byte>.Zero)
                return at;
            narrow.CopyTo(to[at..]);
        }

        return at;
    }

    /// <summary>How many characters from the first on, which is not ASCII, are transcoded together: in UTF-8 up to the next escape, in UTF-16 a surrogate and its partner.</summary>
    public static int LengthBeyondAscii<TUnit>(ReadOnlySpan<char> text)
        where TUnit : unmanaged, IBinaryInteger<TUnit>
    {
        if (typeof(TUnit) != typeof(byte))
            return char.IsHighSurrogate(text[0]) && text.Length > 1 && char.IsLowSurrogate(text[1]) ? 2 : 1;
        int escape = text.IndexOfAny(s_escaped);
        return escape < 0 ? text.Length : escape;
    }

    /// <summary>Writes the escape of an ASCII character and returns its length.</summary>
    public static int Write<TUnit>(char c, Span<TUnit> to)
        where TUnit : unmanaged, IBinaryInteger<TUnit>
    {
        to[0] = TUnit.CreateTruncating('\\');
        char letter = c switch
        {
            '"' => '"',
            '\\' => '\\',
            '\b' => 'b',
            '\f' => 'f',
            '\n' => 'n',
            '\r' => 'r',
            '\t' => 't',
            _ => 'u',
        };
        to[1] = TUnit.CreateTruncating(letter);
        if (letter != 'u')
            return 2;
        to[2] = TUnit.CreateTruncating('0');
        to[3] = TUnit.CreateTruncating('0');
        to[4] = TUnit.CreateTruncating("01234567"[c >> 4]);
        to[5] = TUnit.CreateTruncating("0123456789abcdef"[c & 15]);
        return MaxLength;
    }

    private static int CopyShort<TUnit>(ReadOnlySpan<ushort> units, Span<TUnit> to)
        where TUnit : unmanaged, IBinaryInteger<TUnit>
    {
        for (int i = 0; i < units.Length; i++)
        {
            ushort unit = units[i];
            bool plain = unit is >= ' ' and not ('"' or '\\') && (unit < 0x7f || (typeof(TUnit) != typeof(byte) && unit != 0x7f && (unit & 0xF800) != 0xD800));
            if (!plain)
                return i;
            to[i] = TUnit.CreateTruncating(unit);
        }

        return units.Length;
    }

    private static void Store<TUnit>(Vector256<ushort> units, Span<TUnit> to)
        where TUnit : unmanaged, IBinaryInteger<TUnit>
    {
        if (typeof(TUnit) == typeof(byte))
            Vector128.Narrow(units.GetLower(), units.GetUpper()).CopyTo(MemoryMarshal.Cast<TUnit, byte>(to));
        else
            units.CopyTo(MemoryMarshal.Cast<TUnit, ushort>(to));
    }

    private static void Store<TUnit>(Vector128<ushort> units, Span<TUnit> to)
        where TUnit : unmanaged, IBinaryInteger<TUnit>
    {
        if (typeof(TUnit) == typeof(byte))
            BinaryPrimitives.WriteUInt64LittleEndian(MemoryMarshal.Cast<TUnit, byte>(to), Vector128.Narrow(units, units).AsUInt64().ToScalar());
        else
            units.CopyTo(MemoryMarshal.Cast<TUnit, ushort>(to));
    }

    private static Vector256<ushort> Stops<TUnit>(Vector256<ushort> units)
        where TUnit : unmanaged, IBinaryInteger<TUnit>
    {
        Vector256<ushort> stops = Vector256.Equals(units, Vector256.Create((ushort)'"'))
            | Vector256.Equals(units, Vector256.Create((ushort)'\\'))
            | Vector256.LessThan(units, Vector256.Create((ushort)' '));
        return typeof(TUnit) == typeof(byte)
            ? stops | Vector256.GreaterThan(units, Vector256.Create((ushort)0x7e))
            : stops | Vector256.Equals(units, Vector256.Create((ushort)0x7f)) | Vector256.Equals(units & Vector256.Create((ushort)0xF800), Vector256.Create((ushort)0xD800));
    }

    private static Vector128<ushort> Stops<TUnit>(Vector128<ushort> units)
        where TUnit : unmanaged, IBinaryInteger<TUnit>
    {
        Vector128<ushort> stops = Vector128.Equals(units, Vector128.Create((ushort)'"'))
            | Vector128.Equals(units, Vector128.Create((ushort)'\\'))
            | Vector128.LessThan(units, Vector128.Create((ushort)' '));
        return typeof(TUnit) == typeof(byte)
            ? stops | Vector128.GreaterThan(units, Vector128.Create((ushort)0x7e))
            : stops | Vector128.Equals(units, Vector128.Create((ushort)0x7f)) | Vector128.Equals(units & Vector128.Create((ushort)0xF800), Vector128.Create((ushort)0xD800));
    }
}
