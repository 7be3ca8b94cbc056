using System.Buffers;
using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Unicode;

namespace Peregrine.Protobuf.Json;

/// <summary>
/// JSON being written in UTF-8 (<c>byte</c>) or UTF-16 (<c>ushort</c>) into one growing pooled buffer, which the caller takes as a span or copies before disposing it.
/// Owned by one formatting call. Every value is followed by a comma, which the end of an object or array replaces. It knows nothing of messages.
/// </summary>
internal sealed class JsonOutput<TUnit> : IDisposable
    where TUnit : unmanaged, IBinaryInteger<TUnit>
{
    private const int InitialSize = 1024;
    private const int LargestExpected = 64 * 1024;
    private const int LeastLate = 2048;

    // Messages of one program are alike in size, so the next buffer is as large as the last text was.
    [ThreadStatic]
    private static int t_expected;

    private TUnit[] _buffer = ArrayPool<TUnit>.Shared.Rent(Math.Max(InitialSize, t_expected));
    private int _length;

    // Bytes whose base64 is not in the buffer but goes straight to where the text is copied, and the places in the buffer before which it belongs.
    private readonly bool _isCopied;
    private List<(int At, ByteString Bytes)>? _late;

    /// <summary>An output whose text is taken from <see cref="Written"/>, or, where it is copied, by <see cref="ToString"/> and <see cref="ToArray"/> only.</summary>
    public JsonOutput(bool isCopied = false) => _isCopied = isCopied;

    /// <summary>The text, without the comma after its last value. Not of an output that is copied.</summary>
    public ReadOnlySpan<TUnit> Written
    {
        get
        {
            Debug.Assert(_late is null, "base64 is missing in the buffer");
            return Buffered;
        }
    }

    private ReadOnlySpan<TUnit> Buffered => _buffer.AsSpan(0, EndsWith(',') ? _length - 1 : _length);

    public void Dispose()
    {
        t_expected = Math.Min(_length, LargestExpected);
        ArrayPool<TUnit>.Shared.Return(_buffer);
        _buffer = [];
    }

    public void BeginObject() => Put('{');

    public void EndObject() => End('}');

    public void BeginArray() => Put('[');

    public void EndArray() => End(']');

    /// <summary>Writes a member's name that was quoted, escaped and given its colon beforehand.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Name(JsonName quotedColon) => _length += quotedColon.CopyTo(Reserve(quotedColon.Length<TUnit>() + Vector128<TUnit>.Count));

    public void Name(string name)
    {
        String(name);
        AfterName();
    }

    /// <summary>Makes the value just written the name of the member whose value follows.</summary>
    public void AfterName() => _buffer[_length - 1] = TUnit.CreateTruncating(':');

    public void Null() => Ascii("null,"u8);

    public void Boolean(bool value) => Ascii(value ? "true,"u8 : "false,"u8);

    /// <summary>Writes what was made JSON, with its comma, beforehand.</summary>
    public void Value(JsonName valueComma) => Name(valueComma);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Number(long value)
    {
        Span<TUnit> to = Reserve(JsonDigits.MaxLength + 1);
        int written = JsonDigits.Write(value, to);
        to[written] = TUnit.CreateTruncating(',');
        _length += written + 1;
    }

    public void QuotedNumber(long value)
    {
        Span<TUnit> to = Reserve(JsonDigits.MaxLength + 3);
        Quote(to, JsonDigits.Write(value, to[1..]));
    }

    public void QuotedNumber(ulong value)
    {
        Span<TUnit> to = Reserve(JsonDigits.MaxLength + 3);
        Quote(to, JsonDigits.Write(value, to[1..]));
    }

    public void Number(double value)
    {
        if (!double.IsFinite(value))
        {
            NonFinite(value);
            return;
        }

        Span<TUnit> to = Reserve(JsonFloat.MaxLength + 1);
        int written = JsonFloat.Write(value, to);
        to[written] = TUnit.CreateTruncating(',');
        _length += written + 1;
    }

    public void Number(float value)
    {
        if (!float.IsFinite(value))
        {
            NonFinite(value);
            return;
        }

        Span<TUnit> to = Reserve(JsonFloat.MaxLength + 1);
        int written = JsonFloat.Write(value, to);
        to[written] = TUnit.CreateTruncating(',');
        _length += written + 1;
    }

    /// <summary>Writes ASCII that needs no escape, in quotes.</summary>
    public void QuotedAscii(ReadOnlySpan<byte> text)
    {
        Span<TUnit> to = Reserve(text.Length + 3);
        for (int i = 0; i < text.Length; i++)
            to[i + 1] = TUnit.CreateTruncating(text[i]);
        Quote(to, text.Length);
    }

    /// <summary>An unpaired surrogate has no UTF-8 form; it becomes U+FFFD, as everywhere in .NET text.</summary>
    public void String(ReadOnlySpan<char> value)
    {
        Span<TUnit> to = Reserve(value.Length + 3);
        to[0] = TUnit.CreateTruncating('"');
        _length++;
        int plain = JsonEscapes.CopyPlain(value, to[1..]);
        _length += plain;
        if (plain < value.Length)
            Escape(value[plain..]);
        to = Reserve(2);
        to[1] = TUnit.CreateTruncating(',');
        to[0] = TUnit.CreateTruncating('"');
        _length += 2;
    }

    public void Base64(ByteString value)
    {
        int length = Base64Text.LengthOf(value);
        if (_isCopied && value.Length >= LeastLate)
        {
            (_late ??= []).Add((_length + 1, value));
            Quote(Reserve(3), 0);
            return;
        }

        Span<TUnit> to = Reserve(length + 3);
        Base64Text.Encode(value, to[1..]);
        Quote(to, length);
    }

    /// <summary>Writes text as it is.</summary>
    public void Raw(ReadOnlySpan<TUnit> text)
    {
        text.CopyTo(Reserve(text.Length));
        _length += text.Length;
    }

    public void NewLine(int depth)
    {
        Span<TUnit> to = Reserve(1 + (2 * depth));
        to[0] = TUnit.CreateTruncating('\n');
        to.Slice(1, 2 * depth).Fill(TUnit.CreateTruncating(' '));
        _length += 1 + (2 * depth);
    }

    /// <summary>The text as a string.</summary>
    public override string ToString()
    {
        if (typeof(TUnit) == typeof(byte))
            return System.Text.Encoding.UTF8.GetString(MemoryMarshal.Cast<TUnit, byte>(ToArray()));
        return _late is null
            ? new string(MemoryMarshal.Cast<TUnit, char>(Buffered))
            : string.Create(LengthWithLate(), this, static (text, output) => output.CopyWithLate(MemoryMarshal.Cast<char, TUnit>(text)));
    }

    /// <summary>The text in an array of its own.</summary>
    public TUnit[] ToArray()
    {
        if (_late is null)
            return Buffered.ToArray();
        TUnit[] text = GC.AllocateUninitializedArray<TUnit>(LengthWithLate());
        CopyWithLate(text);
        return text;
    }

    private int LengthWithLate()
    {
        int length = Buffered.Length;
        foreach ((int _, ByteString bytes) in _late!)
            length = checked(length + Base64Text.LengthOf(bytes));
        return length;
    }

    private void CopyWithLate(Span<TUnit> text)
    {
        ReadOnlySpan<TUnit> rest = Buffered;
        int taken = 0;
        foreach ((int at, ByteString bytes) in _late!)
        {
            rest[..(at - taken)].CopyTo(text);
            text = text[(at - taken)..];
            rest = rest[(at - taken)..];
            taken = at;
            Base64Text.Encode(bytes, text);
            text = text[Base64Text.LengthOf(bytes)..];
        }

        rest.CopyTo(text);
    }

    private bool EndsWith(char unit) => _length > 0 && _buffer[_length - 1] == TUnit.CreateTruncating(unit);

    private void Put(char unit)
    {
        Reserve(1)[0] = TUnit.CreateTruncating(unit);
        _length++;
    }

    private void End(char bracket)
    {
        if (EndsWith(','))
            _length--;
        Span<TUnit> to = Reserve(2);
        to[1] = TUnit.CreateTruncating(',');
        to[0] = TUnit.CreateTruncating(bracket);
        _length += 2;
    }

    private void Quote(Span<TUnit> to, int length)
    {
        to[length + 2] = TUnit.CreateTruncating(',');
        to[length + 1] = TUnit.CreateTruncating('"');
        to[0] = TUnit.CreateTruncating('"');
        _length += length + 3;
    }

    private void Ascii(ReadOnlySpan<byte> text)
    {
        Span<TUnit> to = Reserve(text.Length);
        for (int i = 0; i < text.Length; i++)
            to[i] = TUnit.CreateTruncating(text[i]);
        _length += text.Length;
    }

    private void NonFinite(double value) =>
        QuotedAscii(double.IsNaN(value) ? "NaN"u8 : value > 0 ? "Infinity"u8 : "-Infinity"u8);

    // From the first character that is not copied as it is.
    private void Escape(ReadOnlySpan<char> rest)
    {
        while (!rest.IsEmpty)
        {
            int plain = JsonEscapes.CopyPlain(rest, Reserve(rest.Length));
            _length += plain;
            rest = rest[plain..];
            if (rest.IsEmpty)
                return;
            int beyond = rest[0] < 0x80 ? 0 : JsonEscapes.LengthBeyondAscii<TUnit>(rest);
            if (beyond > 0)
                Transcode(rest[..beyond]);
            else
                _length += JsonEscapes.Write(rest[0], Reserve(JsonEscapes.MaxLength));
            rest = rest[Math.Max(1, beyond)..];
        }
    }

    private void Transcode(ReadOnlySpan<char> text)
    {
        if (typeof(TUnit) == typeof(byte))
        {
            Utf8.FromUtf16(text, MemoryMarshal.Cast<TUnit, byte>(Reserve(3 * text.Length)), out _, out int written);
            _length += written;
            return;
        }

        // One surrogate, or a pair of them.
        Span<char> to = MemoryMarshal.Cast<TUnit, char>(Reserve(text.Length));
        if (text.Length == 2)
            text.CopyTo(to);
        else
            to[0] = '\ufffd';
        _length += text.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<TUnit> Reserve(int count)
    {
        if (_buffer.Length - _length < count)
            Grow(count);
        return _buffer.AsSpan(_length);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int count)
    {
        TUnit[] larger = ArrayPool<TUnit>.Shared.Rent(Math.Max(_length + count, checked(_buffer.Length * 2)));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<TUnit>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
