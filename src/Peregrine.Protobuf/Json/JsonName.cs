using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace Peregrine.Protobuf.Json;

/// <summary>A piece of JSON that is known beforehand, in UTF-8 and in UTF-16, with slack behind it so that it is copied in whole vectors.</summary>
internal sealed class JsonName
{
    private readonly byte[] _utf8;
    private readonly ushort[] _utf16;
    private readonly int _utf8Length;
    private readonly int _utf16Length;

    public JsonName(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        _utf8Length = utf8.Length;
        _utf16Length = text.Length;
        _utf8 = new byte[utf8.Length + Vector128<byte>.Count];
        utf8.CopyTo(_utf8, 0);
        _utf16 = new ushort[text.Length + Vector128<ushort>.Count];
        MemoryMarshal.Cast<char, ushort>(text).CopyTo(_utf16);
    }

    /// <summary>The text in code units of one size.</summary>
    public ReadOnlySpan<TUnit> Text<TUnit>()
        where TUnit : unmanaged, IBinaryInteger<TUnit> => typeof(TUnit) == typeof(byte)
            ? MemoryMarshal.Cast<byte, TUnit>(_utf8.AsSpan(0, _utf8Length))
            : MemoryMarshal.Cast<ushort, TUnit>(_utf16.AsSpan(0, _utf16Length));

    public int Length<TUnit>()
        where TUnit : unmanaged, IBinaryInteger<TUnit> => typeof(TUnit) == typeof(byte) ? _utf8Length : _utf16Length;

    /// <summary>Copies the text, and up to a vector more, to <paramref name="destination"/>, which has room for that. Returns the length of the text.</summary>
    public int CopyTo<TUnit>(Span<TUnit> destination)
        where TUnit : unmanaged, IBinaryInteger<TUnit>
    {
        ReadOnlySpan<TUnit> padded = typeof(TUnit) == typeof(byte) ? MemoryMarshal.Cast<byte, TUnit>(_utf8) : MemoryMarshal.Cast<ushort, TUnit>(_utf16);
        int length = padded.Length - Vector128<TUnit>.Count;
        for (int i = 0; i < length; i += Vector128<TUnit>.Count)
            Vector128.Create(padded[i..]).CopyTo(destination[i..]);
        return length;
    }
}
