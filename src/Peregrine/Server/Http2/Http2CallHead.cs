using System.Buffers.Binary;
using System.Diagnostics;
using Peregrine.Calls;
using Peregrine.Http2;
using Peregrine.Protocols;

namespace Peregrine.Server;

/// <summary>
/// A request that has metadata of its own behind header fields that were seen before. Keeps the fields as bytes until somebody asks for them. Immutable.
/// </summary>
internal sealed class Http2CallHead : ServerCallHead
{
    // Each field as two lengths of two bytes, its name and its value; a block that long would not have been accepted as one of known fields.
    private const int LengthsBytes = 4;
    private const int MaxLength = ushort.MaxValue;

    // A connection keeps its last one, for the next request that has the same.
    private const int MaxKept = 1024;

    private readonly Http2RequestHead _known;
    private readonly byte[] _fields;

    // Made when first asked for; racing makers make the same.
    private Metadata? _headers;

    private Http2CallHead(Http2RequestHead known, byte[] fields)
    {
        _known = known;
        _fields = fields;
    }

    public override string Path => _known.Path;

    public override string Authority => _known.Authority;

    public override CallPeer Peer => _known.Peer;

    public override Metadata Headers => _headers ??= Read();

    // Most calls that are traced carry nothing else: looked for without making metadata of the fields.
    internal override ActivityContext TraceParent => _known.HasTrace || HasTrace() ? GrpcTelemetry.ReadParent(Headers) : default;

    /// <summary>Whether it is small enough to be kept when its call has ended.</summary>
    public bool IsSmall => _fields.Length <= MaxKept;

    /// <summary>The request with the application's fields of <paramref name="tail"/>, which has nothing else but timeouts; null when one of them is too long to be kept so.</summary>
    public static Http2CallHead? TryMake(Http2RequestHead known, HeaderFields tail)
    {
        int length = 0;
        for (int i = 0; i < tail.Count; i++)
        {
            HeaderField field = tail[i];
            if (field.Name.Length > MaxLength || field.Value.Length > MaxLength)
                return null;
            if (!Http2RequestHead.IsTimeout(field.Name))
                length += LengthsBytes + field.Name.Length + field.Value.Length;
        }

        byte[] fields = new byte[length];
        Span<byte> rest = fields;
        for (int i = 0; i < tail.Count && !rest.IsEmpty; i++)
        {
            HeaderField field = tail[i];
            if (Http2RequestHead.IsTimeout(field.Name))
                continue;
            BinaryPrimitives.WriteUInt16LittleEndian(rest, (ushort)field.Name.Length);
            BinaryPrimitives.WriteUInt16LittleEndian(rest[2..], (ushort)field.Value.Length);
            field.Name.CopyTo(rest[LengthsBytes..]);
            field.Value.CopyTo(rest[(LengthsBytes + field.Name.Length)..]);
            rest = rest[(LengthsBytes + field.Name.Length + field.Value.Length)..];
        }

        return new Http2CallHead(known, fields);
    }

    /// <summary>Whether <see cref="TryMake"/> would make the same.</summary>
    public bool Is(Http2RequestHead known, HeaderFields tail)
    {
        if (!ReferenceEquals(known, _known))
            return false;
        ReadOnlySpan<byte> rest = _fields;
        for (int i = 0; i < tail.Count; i++)
        {
            HeaderField field = tail[i];
            if (Http2RequestHead.IsTimeout(field.Name))
                continue;
            if (!TryTake(ref rest, out HeaderField own) || !own.Name.SequenceEqual(field.Name) || !own.Value.SequenceEqual(field.Value))
                return false;
        }

        return rest.IsEmpty;
    }

    private Metadata Read()
    {
        Metadata metadata = [];
        foreach (Metadata.Entry entry in _known.Headers)
            metadata.Add(entry);
        for (ReadOnlySpan<byte> rest = _fields; TryTake(ref rest, out HeaderField field);)
            MetadataCodec.Append(metadata, field);
        return metadata.Freeze();
    }

    private bool HasTrace()
    {
        for (ReadOnlySpan<byte> rest = _fields; TryTake(ref rest, out HeaderField field);)
        {
            if (Http2RequestHead.IsTrace(field.Name))
                return true;
        }

        return false;
    }

    private static bool TryTake(ref ReadOnlySpan<byte> rest, out HeaderField field)
    {
        if (rest.IsEmpty)
        {
            field = default;
            return false;
        }

        int name = BinaryPrimitives.ReadUInt16LittleEndian(rest);
        int value = BinaryPrimitives.ReadUInt16LittleEndian(rest[2..]);
        rest = rest[LengthsBytes..];
        field = new HeaderField(rest[..name], rest.Slice(name, value), HeaderIndexing.Literal);
        rest = rest[(name + value)..];
        return true;
    }
}
