using System.Buffers;
using System.Buffers.Text;
using System.Runtime.CompilerServices;

namespace Peregrine.Http2.Headers;

/// <summary>
/// Validates one header block field by field (RFC 9113 §8.2, §8.3). A value: the state after a remembered prefix is kept with it and goes on with the tail.
/// </summary>
internal struct HeaderCheck
{
    // RFC 9113 §8.2.1: a name has neither 0x00-0x20, upper case, 0x7f-0xff; a colon is for pseudo-headers, which are matched before.
    private static readonly SearchValues<byte> s_badInName = SearchValues.Create(BytesThat(static b => b is <= 0x20 or (>= (byte)'A' and <= (byte)'Z') or >= 0x7f or (byte)':'));

    private static readonly SearchValues<byte> s_badInValue = SearchValues.Create([0, (byte)'\n', (byte)'\r']);

    private readonly HeaderBlockKind _kind;
    private PseudoHeaders _seen;
    private bool _regular;
    private bool _connect;

    public HeaderCheck(HeaderBlockKind kind)
    {
        _kind = kind;
        ContentLength = -1;
    }

    /// <summary>The kind of block it checks.</summary>
    public readonly HeaderBlockKind Kind => _kind;

    /// <summary>The value of content-length, -1 without one.</summary>
    public long ContentLength { get; private set; }

    /// <summary>The response's status, 0 before it was seen.</summary>
    public int Status { get; private set; }

    /// <summary>Whether the request's method is HEAD: its response's content-length does not count DATA.</summary>
    public bool IsHead { get; private set; }

    /// <summary>Takes one field; null, or what is malformed about it.</summary>
    [MethodImpl(Compiled.Apart)]
    public string? Add(in HeaderField field)
    {
        if (field.Name.Length == 0)
        {
            return "a field without a name (RFC 9113 §8.2.1)";
        }
        if (field.Value.ContainsAny(s_badInValue))
        {
            return "a field value with NUL, CR or LF (RFC 9113 §8.2.1)";
        }
        if (HasOuterWhitespace(field.Value))
        {
            return "a field value that starts or ends with a space or tab (RFC 9113 §8.2.1)";
        }
        return field.Name[0] == ':' ? AddPseudo(field) : AddRegular(field);
    }

    /// <summary>The block is whole; null, or what it lacks.</summary>
    public readonly string? Finish() => _kind switch
    {
        HeaderBlockKind.Request when _connect => (_seen & (PseudoHeaders.Scheme | PseudoHeaders.Path)) != 0 || (_seen & PseudoHeaders.Authority) == 0
            ? "a CONNECT request has :authority and neither :scheme nor :path (RFC 9113 §8.5)" : null,
        HeaderBlockKind.Request => (_seen & (PseudoHeaders.Method | PseudoHeaders.Scheme | PseudoHeaders.Path)) != (PseudoHeaders.Method | PseudoHeaders.Scheme | PseudoHeaders.Path)
            ? "a request without :method, :scheme or :path (RFC 9113 §8.3.1)" : null,
        HeaderBlockKind.Response => Status == 0 ? "a response without :status (RFC 9113 §8.3.2)" : null,
        _ => null,
    };

    private string? AddPseudo(in HeaderField field)
    {
        if (_regular)
        {
            return "a pseudo-header after a regular field (RFC 9113 §8.3)";
        }
        PseudoHeaders which = Recognise(field.Name);
        PseudoHeaders allowed = _kind switch
        {
            HeaderBlockKind.Request => PseudoHeaders.Method | PseudoHeaders.Scheme | PseudoHeaders.Path | PseudoHeaders.Authority,
            HeaderBlockKind.Response => PseudoHeaders.Status,
            _ => PseudoHeaders.None,
        };
        if ((which & allowed) == 0)
        {
            return _kind == HeaderBlockKind.Trailers ? "a pseudo-header in trailers (RFC 9113 §8.1)" : "a pseudo-header that is unknown or out of place (RFC 9113 §8.3)";
        }
        if ((_seen & which) != 0)
        {
            return "a pseudo-header twice (RFC 9113 §8.3)";
        }
        _seen |= which;
        switch (which)
        {
            case PseudoHeaders.Path when field.Value.Length == 0:
                return "an empty :path (RFC 9113 §8.3.1)";
            case PseudoHeaders.Method:
                _connect = field.Value.SequenceEqual("CONNECT"u8);
                IsHead = field.Value.SequenceEqual("HEAD"u8);
                return field.Value.Length == 0 ? "an empty :method (RFC 9113 §8.3.1)" : null;
            case PseudoHeaders.Status:
                return SetStatus(field.Value);
            default:
                return null;
        }
    }

    private string? SetStatus(ReadOnlySpan<byte> value)
    {
        if (value.Length != 3 || !Utf8Parser.TryParse(value, out int status, out int used) || used != 3 || status < 100)
        {
            return "a :status that is no three-digit code (RFC 9113 §8.3.2)";
        }
        Status = status;
        return status == 101 ? "status 101, which HTTP/2 does not have (RFC 9113 §8.6)" : null;
    }

    private string? AddRegular(in HeaderField field)
    {
        _regular = true;
        if (field.Name.ContainsAny(s_badInName))
        {
            return "a field name with a character that is not allowed, such as an upper-case letter (RFC 9113 §8.2.1)";
        }
        return field.Name.Length switch
        {
            2 when field.Name.SequenceEqual("te"u8) && !field.Value.SequenceEqual("trailers"u8) => "a te field other than \"trailers\" (RFC 9113 §8.2.2)",
            7 when field.Name.SequenceEqual("upgrade"u8) => ConnectionSpecific,
            10 when field.Name.SequenceEqual("connection"u8) || field.Name.SequenceEqual("keep-alive"u8) => ConnectionSpecific,
            14 when field.Name.SequenceEqual("content-length"u8) => SetContentLength(field.Value),
            16 when field.Name.SequenceEqual("proxy-connection"u8) => ConnectionSpecific,
            17 when field.Name.SequenceEqual("transfer-encoding"u8) => ConnectionSpecific,
            _ => null,
        };
    }

    private const string ConnectionSpecific = "a connection-specific field (RFC 9113 §8.2.2)";

    private string? SetContentLength(ReadOnlySpan<byte> value)
    {
        bool valid = value.Length is > 0 and < 19 && !value.ContainsAnyExceptInRange((byte)'0', (byte)'9')
            && Utf8Parser.TryParse(value, out long length, out int used) && used == value.Length && (ContentLength < 0 || ContentLength == length);
        if (!valid)
        {
            return "a content-length that is no number, or two that differ (RFC 9113 §8.1.1)";
        }
        _ = Utf8Parser.TryParse(value, out length, out _);
        ContentLength = length;
        return null;
    }

    private static bool HasOuterWhitespace(ReadOnlySpan<byte> value) =>
        value.Length > 0 && (value[0] is (byte)' ' or (byte)'\t' || value[^1] is (byte)' ' or (byte)'\t');

    private static PseudoHeaders Recognise(ReadOnlySpan<byte> name) => name.Length switch
    {
        5 when name.SequenceEqual(":path"u8) => PseudoHeaders.Path,
        7 when name.SequenceEqual(":method"u8) => PseudoHeaders.Method,
        7 when name.SequenceEqual(":scheme"u8) => PseudoHeaders.Scheme,
        7 when name.SequenceEqual(":status"u8) => PseudoHeaders.Status,
        10 when name.SequenceEqual(":authority"u8) => PseudoHeaders.Authority,
        _ => PseudoHeaders.None,
    };

    private static byte[] BytesThat(Predicate<byte> match)
    {
        var bytes = new List<byte>();
        for (int b = 0; b <= byte.MaxValue; b++)
        {
            if (match((byte)b))
            {
                bytes.Add((byte)b);
            }
        }
        return [.. bytes];
    }
}
