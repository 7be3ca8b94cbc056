using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace Peregrine.Protobuf.Json;

/// <summary>
/// JSON text being written as UTF-8 into one growing pooled buffer, which the caller takes as a span before disposing it.
/// Owned by one formatting call. It knows commas, quotes and indentation, and nothing of messages.
/// </summary>
internal sealed class JsonOutput : IDisposable
{
    private const int InitialSize = 1024;
    private const int MaxNumberLength = 32;

    // RFC 8259 §7: quotation mark, reverse solidus and the control characters. All ASCII, which makes the search a vectorised one.
    private static readonly SearchValues<char> s_escaped = SearchValues.Create(
        "\"\\\u007f" + string.Concat(Enumerable.Range(0, 0x20).Select(c => (char)c)));

    private const int LargestExpected = 64 * 1024;

    // Messages of one program are alike in size, so the next buffer is as large as the last text was.
    [ThreadStatic]
    private static int t_expected;

    private readonly bool _indented;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(InitialSize, t_expected));
    private int _length;
    private int _depth;
    private bool _comma;

    public JsonOutput(bool indented) => _indented = indented;

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    public void Dispose()
    {
        t_expected = Math.Min(_length, LargestExpected);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    public void BeginObject() => Begin((byte)'{');

    public void EndObject() => End((byte)'}');

    public void BeginArray() => Begin((byte)'[');

    public void EndArray() => End((byte)']');

    /// <summary>Writes a member name that was quoted, escaped and given its colon beforehand, and a comma in front, which is left out for the first member.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Name(byte[] commaQuotedColon)
    {
        if (_indented)
        {
            IndentedName(commaQuotedColon);
            return;
        }

        int skip = _comma ? 0 : 1;
        ReadOnlySpan<byte> name = commaQuotedColon.AsSpan(skip);
        name.CopyTo(Reserve(name.Length));
        _length += name.Length;
        _comma = false;
    }

    public void Name(string name)
    {
        String(name);
        AfterName();
    }

    /// <summary>Turns the value just written into the name of the member whose value follows.</summary>
    public void AfterName()
    {
        Span<byte> to = Reserve(2);
        to[0] = (byte)':';
        _length++;
        if (_indented)
            _buffer[_length++] = (byte)' ';
        _comma = false;
    }

    public void Null() => Literal("null"u8);

    public void Boolean(bool value) => Literal(value ? "true"u8 : "false"u8);

    public void Literal(ReadOnlySpan<byte> text)
    {
        BeforeValue();
        text.CopyTo(Reserve(text.Length));
        _length += text.Length;
    }

    public void Number(int value)
    {
        BeforeValue();
        if ((uint)value < 10)
        {
            Reserve(1)[0] = (byte)('0' + value);
            _length++;
            return;
        }

        Utf8Formatter.TryFormat(value, Reserve(MaxNumberLength), out int written);
        _length += written;
    }

    public void Number(uint value)
    {
        BeforeValue();
        Utf8Formatter.TryFormat(value, Reserve(MaxNumberLength), out int written);
        _length += written;
    }

    public void QuotedNumber(long value)
    {
        BeforeValue();
        Span<byte> to = Reserve(MaxNumberLength);
        to[0] = (byte)'"';
        Utf8Formatter.TryFormat(value, to[1..], out int written);
        to[written + 1] = (byte)'"';
        _length += written + 2;
    }

    public void QuotedNumber(ulong value)
    {
        BeforeValue();
        Span<byte> to = Reserve(MaxNumberLength);
        to[0] = (byte)'"';
        Utf8Formatter.TryFormat(value, to[1..], out int written);
        to[written + 1] = (byte)'"';
        _length += written + 2;
    }

    public void Number(double value)
    {
        if (!double.IsFinite(value))
        {
            NonFinite(value);
            return;
        }

        BeforeValue();
        value.TryFormat(Reserve(MaxNumberLength), out int written, default, CultureInfo.InvariantCulture);
        _length += written;
    }

    public void Number(float value)
    {
        if (!float.IsFinite(value))
        {
            NonFinite(value);
            return;
        }

        BeforeValue();
        value.TryFormat(Reserve(MaxNumberLength), out int written, default, CultureInfo.InvariantCulture);
        _length += written;
    }

    /// <summary>Writes ASCII that needs no escape, in quotes.</summary>
    public void QuotedAscii(ReadOnlySpan<byte> text)
    {
        BeforeValue();
        Span<byte> to = Reserve(text.Length + 2);
        to[0] = (byte)'"';
        text.CopyTo(to[1..]);
        to[text.Length + 1] = (byte)'"';
        _length += text.Length + 2;
    }

    public void String(ReadOnlySpan<char> value)
    {
        BeforeValue();
        Span<byte> to = Reserve((3 * value.Length) + 2);
        to[0] = (byte)'"';
        _length++;
        int escape = value.IndexOfAny(s_escaped);
        if (escape < 0)
        {
            // An unpaired surrogate has no UTF-8 form; it becomes U+FFFD, as everywhere in .NET text.
            Utf8.FromUtf16(value, to[1..], out _, out int written);
            _length += written;
        }
        else
        {
            Escape(value, escape);
        }

        Reserve(1)[0] = (byte)'"';
        _length++;
    }

    public void Base64(ReadOnlySpan<byte> value)
    {
        BeforeValue();
        Span<byte> to = Reserve(System.Buffers.Text.Base64.GetMaxEncodedToUtf8Length(value.Length) + 2);
        to[0] = (byte)'"';
        System.Buffers.Text.Base64.EncodeToUtf8(value, to[1..], out _, out int written);
        to[written + 1] = (byte)'"';
        _length += written + 2;
    }

    public override string ToString() => Encoding.UTF8.GetString(Written);

    private void Begin(byte bracket)
    {
        BeforeValue();
        Reserve(1)[0] = bracket;
        _length++;
        _depth++;
        _comma = false;
    }

    private void End(byte bracket)
    {
        _depth--;
        // Something stands between the brackets when the next element would need a comma.
        if (_indented && _comma)
            NewLine();
        Reserve(1)[0] = bracket;
        _length++;
        _comma = true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void BeforeValue()
    {
        if (_indented)
        {
            BeforeIndentedValue();
        }
        else if (_comma)
        {
            Reserve(1)[0] = (byte)',';
            _length++;
        }

        _comma = true;
    }

    private void BeforeIndentedValue()
    {
        if (_comma)
        {
            Reserve(1)[0] = (byte)',';
            _length++;
        }

        // The value of a member stays on the line of its name.
        if (_depth > 0 && (_length < 2 || _buffer[_length - 2] != (byte)':' || _buffer[_length - 1] != (byte)' '))
            NewLine();
    }

    private void IndentedName(byte[] commaQuotedColon)
    {
        BeforeIndentedValue();
        ReadOnlySpan<byte> name = commaQuotedColon.AsSpan(1);
        name.CopyTo(Reserve(name.Length + 1));
        _length += name.Length;
        _buffer[_length++] = (byte)' ';
        _comma = false;
    }

    private void NewLine()
    {
        Span<byte> to = Reserve(1 + (2 * _depth));
        to[0] = (byte)'\n';
        to.Slice(1, 2 * _depth).Fill((byte)' ');
        _length += 1 + (2 * _depth);
    }

    private void NonFinite(double value) =>
        QuotedAscii(double.IsNaN(value) ? "NaN"u8 : value > 0 ? "Infinity"u8 : "-Infinity"u8);

    private void Escape(ReadOnlySpan<char> rest, int next)
    {
        while (next >= 0)
        {
            Raw(rest[..next]);
            EscapeOne(rest[next]);
            rest = rest[(next + 1)..];
            next = rest.IndexOfAny(s_escaped);
        }

        Raw(rest);
    }

    private void Raw(ReadOnlySpan<char> text)
    {
        Utf8.FromUtf16(text, Reserve(3 * text.Length), out _, out int written);
        _length += written;
    }

    private void EscapeOne(char c)
    {
        Span<byte> to = Reserve(6);
        to[0] = (byte)'\\';
        byte letter = c switch
        {
            '"' => (byte)'"',
            '\\' => (byte)'\\',
            '\b' => (byte)'b',
            '\f' => (byte)'f',
            '\n' => (byte)'n',
            '\r' => (byte)'r',
            '\t' => (byte)'t',
            _ => 0,
        };
        if (letter != 0)
        {
            to[1] = letter;
            _length += 2;
            return;
        }

        to[1] = (byte)'u';
        Utf8Formatter.TryFormat((uint)c, to[2..], out _, new StandardFormat('x', 4));
        _length += 6;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> Reserve(int count)
    {
        if (_buffer.Length - _length < count)
            Grow(count);
        return _buffer.AsSpan(_length);
    }

    private void Grow(int count)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(_length + count, checked(_buffer.Length * 2)));
        Written.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
