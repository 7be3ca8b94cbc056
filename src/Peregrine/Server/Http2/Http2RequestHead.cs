using System.Diagnostics;
using System.Text;
using Peregrine.Calls;
using Peregrine.Http2;
using Peregrine.Messages;
using Peregrine.Protocols;

namespace Peregrine.Server;

/// <summary>
/// A request's header block, understood. Remembered with the block's bytes, so that the next request with the same bytes costs nothing.
/// Immutable once it is made.
/// </summary>
internal sealed class Http2RequestHead : ServerCallHead
{
    // Immutable after construction.
    private readonly Http2ServerConnection _connection;
    private readonly HeaderList _fields;
    private readonly string _path = "";
    private readonly string? _authority;
    private readonly string? _host;
    private readonly string? _unknownEncoding;
    private readonly bool _isPost;
    private readonly bool _isGrpc;
    private readonly bool _isTimeoutMalformed;
    private readonly bool _hasMetadata;

    // Made when first asked for; racing makers make the same.
    private Metadata? _headers;

    /// <summary>Reads the fields of a list, all of a block or its remembered prefix.</summary>
    public Http2RequestHead(HeaderList fields, Http2ServerConnection connection, ServerCore core)
    {
        _connection = connection;
        _fields = fields;
        for (int i = 0; i < fields.Count; i++)
        {
            HeaderField field = fields[i];
            ReadOnlySpan<byte> value = field.Value;
            switch (Encoding.Latin1.GetString(field.Name))
            {
                case ":path":
                    _path = Encoding.Latin1.GetString(value);
                    break;
                case ":method":
                    _isPost = value.SequenceEqual("POST"u8);
                    break;
                case ":authority":
                    _authority = Encoding.Latin1.GetString(value);
                    break;
                case "host":
                    _host = Encoding.Latin1.GetString(value);
                    break;
                case "content-type":
                    _isGrpc = GrpcContentType.Matches(value);
                    break;
                case "grpc-timeout":
                    (Timeout, _isTimeoutMalformed) = ReadTimeout(value);
                    break;
                case "grpc-encoding":
                    RequestEncoding = core.Compression.Find(value);
                    _unknownEncoding = RequestEncoding is null && !value.SequenceEqual("identity"u8) ? Encoding.Latin1.GetString(value) : null;
                    break;
                case "grpc-accept-encoding":
                    AcceptEncoding = Encoding.Latin1.GetString(value);
                    break;
                default:
                    _hasMetadata |= MetadataCodec.IsApplication(field);
                    HasTrace |= IsTrace(field.Name);
                    break;
            }
        }

        Entry = core.Methods.Find(_path);
        if (Entry is not null && Entry.Method.FullName == _path)
            _path = Entry.Method.FullName;
        Verdict = Judge(core);
    }

    public override string Path => _path;

    /// <summary>A41: <c>host</c> stands in for a missing <c>:authority</c>.</summary>
    public override string Authority => _authority ?? _host ?? "";

    public override CallPeer Peer => _connection.Peer;

    public override Metadata Headers => _headers ??= _hasMetadata ? MetadataCodec.Read(_fields) ?? Metadata.Empty : Metadata.Empty;

    internal override ActivityContext TraceParent => HasTrace ? GrpcTelemetry.ReadParent(Headers) : default;

    /// <summary>Whether one of the fields says which span the call belongs to.</summary>
    public bool HasTrace { get; }

    public MethodEntry? Entry { get; }

    public TimeSpan? Timeout { get; }

    /// <summary>The compression of the requests; null for none.</summary>
    public ICompressionProvider? RequestEncoding { get; }

    /// <summary>The compressions that the caller understands.</summary>
    public string AcceptEncoding { get; } = "";

    public RequestVerdict Verdict { get; }

    /// <summary>What becomes of a request whose timeout cannot be read.</summary>
    public static RequestVerdict MalformedTimeout { get; } = new(
        200, new Status(StatusCode.Internal, "grpc-timeout is malformed: up to 8 digits and one of H M S m u n are expected"));

    /// <summary>Reads one timeout; the second value says that it is not of the grammar.</summary>
    public static (TimeSpan? Timeout, bool IsMalformed) ReadTimeout(ReadOnlySpan<byte> value) =>
        GrpcTimeout.TryParse(value, out TimeSpan timeout) ? (timeout, false) : (null, true);

    /// <summary>Whether a field of that name says how long the call may take.</summary>
    public static bool IsTimeout(ReadOnlySpan<byte> name) => name.SequenceEqual("grpc-timeout"u8);

    /// <summary>Whether a field of that name says which span a call belongs to.</summary>
    public static bool IsTrace(ReadOnlySpan<byte> name) => name.SequenceEqual("traceparent"u8) || name.SequenceEqual("grpc-trace-bin"u8);

    /// <summary>Whether the caller understands a compression (rule 63).</summary>
    public bool Accepts(ICompressionProvider encoding) =>
        CompressionProviders.Accepts(Encoding.Latin1.GetBytes(AcceptEncoding), encoding.EncodingName);

    // Rule 80.
    private RequestVerdict Judge(ServerCore core)
    {
        if (!_isPost)
            return new RequestVerdict(405, new Status(StatusCode.Internal, "a gRPC call is a POST"));
        if (!_isGrpc)
            return new RequestVerdict(415, new Status(StatusCode.InvalidArgument, "the content-type is not application/grpc"));
        if (_isTimeoutMalformed)
            return MalformedTimeout;
        if (Entry is null)
            return new RequestVerdict(200, core.Methods.Unknown(_path));
        if (_unknownEncoding is not null)
            return new RequestVerdict(200, new Status(
                StatusCode.Unimplemented, $"grpc-encoding '{EchoedText.Of(_unknownEncoding)}' is not supported; supported are {core.Compression.AcceptEncoding}"));
        return RequestVerdict.GoOn;
    }
}
