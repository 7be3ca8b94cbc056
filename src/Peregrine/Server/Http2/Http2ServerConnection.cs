using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Peregrine.Calls;
using Peregrine.Http2;
using Peregrine.Protocols;
using Peregrine.Server.Telemetry;

namespace Peregrine.Server;

/// <summary>A server's end of one connection: turns the requests that open streams into calls. Called on the connection's loop.</summary>
internal sealed class Http2ServerConnection : Http2ConnectionObserver
{
    private readonly ServerCore _core;
    private readonly Http2Connection _connection;

    // Loop only.
    private Http2CallHead? _lastWithMetadata;

    public Http2ServerConnection(ServerCore core, Http2Connection connection)
    {
        _core = core;
        _connection = connection;
        Counters = core.Counters is null ? null : new SocketCounters(core.Options.TimeProvider);
        connection.PingPolicy = core.Options.Pings;
        connection.State = this;
    }

    /// <summary>What channelz knows the connection by.</summary>
    public long Id { get; } = EntityId.Next();

    /// <summary>What channelz tells of the connection; null while nobody shows it.</summary>
    public SocketCounters? Counters { get; }

    /// <summary>The other side, described when first asked for.</summary>
    public CallPeer Peer => field ??= new CallPeer(Describe(_connection.RemoteEndPoint), _connection.Tls is { } tls ? Authenticate(tls) : null);

    public override Http2StreamObserver? AcceptStream(Http2Connection connection, Http2Stream stream, in HeaderBlock headers, bool endStream)
    {
        Http2RequestHead head = Understand(headers, out ServerCallHead seen, out TimeSpan? timeout, out bool malformed);
        Counters?.OnStream();
        var call = stream.State as Http2ServerStream;
        if (call is null)
        {
            call = new Http2ServerStream(stream, this, _core);
            stream.State = call;
        }

        call.Begin(head, seen, timeout, malformed, endStream);
        return call.Observer;
    }

    // Rule 68. The HTTP status is for clients and proxies that know no gRPC.
    public override HeaderList RefuseHeaders(Http2Connection connection, in AbuseReport excess, HeaderFields tail)
    {
        tail.Add("grpc-message", PercentEncoding.Encode($"request headers of {excess.Observed} bytes exceed {excess.Option} ({excess.Limit})"));
        return ResponseHeaders.RequestTooLarge;
    }

    public override void OnAbuse(Http2Connection connection, in AbuseReport report)
    {
        AbuseTelemetry.Exceeded(report.Kind);
        _core.Log.Abuse(Peer.Address, report);
    }

    public override void OnClosed(Http2Connection connection, in ConnectionEnd end) =>
        _core.Log.ConnectionEnded(Peer.Address, end.Error.IsError ? end.Error.Reason : end.Transport.Message);

    // A block seen before is understood already. What usually varies, a timeout and the application's metadata, is read beside it; any other tail makes
    // a head of its own.
    private Http2RequestHead Understand(in HeaderBlock block, out ServerCallHead seen, out TimeSpan? timeout, out bool malformed)
    {
        malformed = false;
        if (block.Prefix.Count > 0 && TryReadTail(block.Tail, out bool hasMetadata, out bool hasTimeout, out timeout, out malformed))
        {
            if (block.Prefix.Memo is not Http2RequestHead known)
                block.Prefix.Memo = known = new Http2RequestHead(block.Prefix, this, _core);
            if (!hasTimeout)
                timeout = known.Timeout;
            seen = known;
            if (!hasMetadata)
                return known;
            if (HeadWith(known, block.Tail) is { } own)
            {
                seen = own;
                return known;
            }
        }

        var unlike = new Http2RequestHead(block.ToList(), this, _core);
        seen = unlike;
        timeout = unlike.Timeout;
        malformed = false;
        return unlike;
    }

    // Callers say much the same with each call: who they are, what they may.
    private Http2CallHead? HeadWith(Http2RequestHead known, HeaderFields tail)
    {
        if (_lastWithMetadata is { } last && last.Is(known, tail))
            return last;
        Http2CallHead? made = Http2CallHead.TryMake(known, tail);
        if (made is { IsSmall: true })
            _lastWithMetadata = made;
        return made;
    }

    // False when there is something in it that is neither a timeout nor the application's.
    private static bool TryReadTail(HeaderFields tail, out bool hasMetadata, out bool hasTimeout, out TimeSpan? timeout, out bool malformed)
    {
        (hasMetadata, hasTimeout, timeout, malformed) = (false, false, null, false);
        for (int i = 0; i < tail.Count; i++)
        {
            HeaderField field = tail[i];
            if (Http2RequestHead.IsTimeout(field.Name))
            {
                hasTimeout = true;
                (timeout, malformed) = Http2RequestHead.ReadTimeout(field.Value);
            }
            else if (MetadataCodec.IsApplication(field))
            {
                hasMetadata = true;
            }
            else
            {
                return false;
            }
        }

        return true;
    }

    private static string Describe(EndPoint? endPoint) => endPoint switch
    {
        IPEndPoint { Address.IsIPv4MappedToIPv6: true } ip => $"ipv4:{ip.Address.MapToIPv4()}:{ip.Port}",
        IPEndPoint { AddressFamily: AddressFamily.InterNetwork } ip => $"ipv4:{ip}",
        IPEndPoint ip => $"ipv6:{ip}",
        UnixDomainSocketEndPoint unix => $"unix:{unix}",
        null => "unknown",
        _ => endPoint.ToString() ?? "unknown",
    };

    // Alone knows certificates, and is not compiled into its caller: a server without TLS loads nothing of theirs.
    [MethodImpl(Compiled.Apart)]
    private static AuthContext? Authenticate(TlsFacts tls)
    {
        // Whose names cannot be read is nobody, rather than who else its subject says.
        if (tls.RemoteCertificate is not { } certificate || AlternativeNames.Of(certificate) is not { } names)
            return null;
        var properties = new Dictionary<string, List<AuthProperty>>();
        Add(properties, "x509_common_name", certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false));
        Add(properties, "x509_subject", certificate.Subject);
        Add(properties, "x509_pem_cert", certificate.ExportCertificatePem());
        foreach (string name in names)
            Add(properties, "x509_subject_alternative_name", name);
        string identity = properties.ContainsKey("x509_subject_alternative_name") ? "x509_subject_alternative_name" : "x509_common_name";
        return new AuthContext(identity, properties);
    }

    private static void Add(Dictionary<string, List<AuthProperty>> properties, string name, string value)
    {
        if (!properties.TryGetValue(name, out List<AuthProperty>? values))
            properties[name] = values = [];
        values.Add(AuthProperty.Create(name, Encoding.UTF8.GetBytes(value)));
    }
}
