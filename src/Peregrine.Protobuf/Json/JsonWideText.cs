using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Peregrine.Protobuf.Json;

/// <summary>
/// The fast way through the strings of UTF-16 text: one pass finds the end, looks for half surrogate pairs and, from the first escape on, puts the text together. Of what it does not
/// take, the lexer and <see cref="JsonText"/> say what is wrong.
/// </summary>
internal static class JsonWideText
{
    private const int ScratchLength = 4096;

    // In the longest step: a vector, or a pair of surrogates.
    private static readonly int s_room = Vector256<ushort>.Count;

    private static readonly byte[] s_hex = [.. Enumerable.Range(0, 128).Select(static c => char.IsAsciiHexDigit((char)c) ? byte.Parse($"{(char)c}", NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) : byte.MaxValue)];

    [ThreadStatic]
    private static char[]? t_scratch;

    /// <summary>Reads from behind the opening quote to behind the closing one; false, with nothing read, when that is no valid text.</summary>
    public static bool TryRead(ReadOnlySpan<char> rest, out string text, out int length)
    {
        int stop = IndexOfStop(rest);
        if ((uint)stop < (uint)rest.Length && rest[stop] == '"')
        {
            text = new string(rest[..stop]);
            length = stop + 1;
            return true;
        }

        return TryResolve(rest, stop, out text, out length);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryResolve(ReadOnlySpan<char> rest, int stop, out string text, out int length)
    {
        char[] buffer = t_scratch ??= new char[ScratchLength];
        if (stop + s_room > buffer.Length)
            buffer = new char[stop + s_room + ScratchLength];
        rest[..stop].CopyTo(buffer);
        int filled = stop;
        int at = stop;
        bool valid = true;
        while (valid && (uint)at < (uint)rest.Length && rest[at] != '"')
        {
            if (buffer.Length - filled < s_room)
                Array.Resize(ref buffer, 2 * buffer.Length);
            valid = TryTakeStop(rest, ref at, buffer, ref filled);
            while (buffer.Length - filled >= s_room && TryCopyPlain(rest, ref at, buffer, ref filled))
            {
                // On to the next stop, or to where the buffer must grow.
            }
        }

        valid = valid && at < rest.Length;
        text = valid ? new string(buffer, 0, filled) : "";
        length = at + 1;
        return valid;
    }

    /// <summary>Copies a vector, up to the first stop in it; false when there is one, or no whole vector left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryCopyPlain(ReadOnlySpan<char> rest, ref int at, Span<char> buffer, ref int filled)
    {
        if (rest.Length - at < Vector256<ushort>.Count)
            return false;
        Vector256<ushort> units = Vector256.Create(MemoryMarshal.Cast<char, ushort>(rest[at..]));
        units.CopyTo(MemoryMarshal.Cast<char, ushort>(buffer[filled..]));
        Vector256<ushort> stops = Stops(units);
        int plain = stops == Vector256<ushort>.Zero ? Vector256<ushort>.Count : BitOperations.TrailingZeroCount(stops.ExtractMostSignificantBits());
        at += plain;
        filled += plain;
        return plain == Vector256<ushort>.Count;
    }

    /// <summary>Takes an escape, a surrogate pair, or a plain character where less than a vector is left. False for anything else.</summary>
    private static bool TryTakeStop(ReadOnlySpan<char> rest, ref int at, Span<char> buffer, ref int filled)
    {
        char unit = rest[at];
        bool escaped = unit == '\\';
        if (unit < ' ' || (escaped && !TryUnescape(rest[at..], out unit)))
            return false;
        at += !escaped ? 1 : rest[at + 1] == 'u' ? 6 : 2;
        buffer[filled++] = unit;
        if (!char.IsSurrogate(unit))
            return true;
        // Its partner must come in the same form.
        if (at >= rest.Length || (rest[at] == '\\') != escaped)
            return false;
        char low = rest[at];
        if (escaped && !TryUnescape(rest[at..], out low))
            return false;
        at += escaped ? 6 : 1;
        buffer[filled++] = low;
        return char.IsSurrogatePair(unit, low);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryUnescape(ReadOnlySpan<char> escape, out char unit)
    {
        unit = escape.Length > 1 ? escape[1] : '\0';
        if (unit == 'u')
            return TryHex(escape[2..], out unit);
        int letter = "\"\\/bfnrt".IndexOf(unit, StringComparison.Ordinal);
        if (letter < 0)
            return false;
        unit = "\"\\/\b\f\n\r\t"[letter];
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryHex(ReadOnlySpan<char> digits, out char unit)
    {
        unit = '\0';
        if (digits.Length < 4 || (digits[0] | digits[1] | digits[2] | digits[3]) >= 128)
            return false;
        int value = (s_hex[digits[0]] << 12) | (s_hex[digits[1]] << 8) | (s_hex[digits[2]] << 4) | s_hex[digits[3]];
        unit = (char)value;
        return ((s_hex[digits[0]] | s_hex[digits[1]] | s_hex[digits[2]] | s_hex[digits[3]]) & 0xf0) == 0;
    }

    // The first quote, backslash, control character or surrogate; the length when there is none.
    private static int IndexOfStop(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<ushort> units = MemoryMarshal.Cast<char, ushort>(text);
        int at = 0;
        // Most texts end soon.
        if (units.Length >= Vector128<ushort>.Count)
        {
            Vector128<ushort> stops = Stops(Vector128.Create(units));
            if (stops != Vector128<ushort>.Zero)
                return BitOperations.TrailingZeroCount(stops.ExtractMostSignificantBits());
            at = Vector128<ushort>.Count;
        }

        for (; units.Length - at >= Vector256<ushort>.Count; at += Vector256<ushort>.Count)
        {
            Vector256<ushort> stops = Stops(Vector256.Create(units[at..]));
            if (stops != Vector256<ushort>.Zero)
                return at + BitOperations.TrailingZeroCount(stops.ExtractMostSignificantBits());
        }

        while (at < text.Length && text[at] is >= ' ' and not ('"' or '\\' or (>= '\ud800' and <= '\udfff')))
            at++;
        return at;
    }

    private static Vector128<ushort> Stops(Vector128<ushort> units) => Vector128.Equals(units, Vector128.Create((ushort)'"'))
        | Vector128.Equals(units, Vector128.Create((ushort)'\\'))
        | Vector128.LessThan(units, Vector128.Create((ushort)' '))
        | Vector128.Equals(units & Vector128.Create((ushort)0xF800), Vector128.Create((ushort)0xD800));

    private static Vector256<ushort> Stops(Vector256<ushort> units) => Vector256.Equals(units, Vector256.Create((ushort)'"'))
        | Vector256.Equals(units, Vector256.Create((ushort)'\\'))
        | Vector256.LessThan(units, Vector256.Create((ushort)' '))
        | Vector256.Equals(units & Vector256.Create((ushort)0xF800), Vector256.Create((ushort)0xD800));
}
