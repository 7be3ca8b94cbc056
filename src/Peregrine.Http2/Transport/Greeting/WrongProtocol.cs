using System.Buffers.Binary;
using System.Text;

namespace Peregrine.Http2.Transport;

/// <summary>What is said, to both sides, when a connection turns out to speak something else: a typed error here, and an answer that the peer's tools show.</summary>
internal static class WrongProtocol
{
    private const string WantsHttp2 = "this port speaks HTTP/2 with prior knowledge (gRPC), not HTTP/1.1";
    private const string WantsHttp2OverTls = "this port speaks HTTP/2 (gRPC) over TLS, not HTTP/1.1";
    private const string WantsAlpn = "this port speaks HTTP/2 (gRPC) over TLS: offer \"h2\" by ALPN";
    private const string WantsTls = "this port speaks HTTP/2 over TLS: connect with https";
    private const string WantsPlaintext = "this port speaks HTTP/2 without TLS: connect with http";

    /// <summary>The error of a server whose client's first bytes are not the preface.</summary>
    public static TransportError FromClient(FirstBytes what, ReadOnlySpan<byte> bytes) => what switch
    {
        FirstBytes.Tls => new(TransportErrorKind.TlsOnPlaintext, "a TLS client connected to a plaintext port"),
        FirstBytes.Http1 => new(TransportErrorKind.Http1, $"an HTTP/1.x client connected to an HTTP/2 port; it sent {FirstBytesReader.Show(bytes)}"),
        _ => new(TransportErrorKind.NotHttp2, $"the client sent no HTTP/2 preface but {FirstBytesReader.Show(bytes)}"),
    };

    /// <summary>The error of a client whose server's first bytes are not SETTINGS.</summary>
    public static TransportError FromServer(FirstBytes what, ReadOnlySpan<byte> bytes) => what switch
    {
        FirstBytes.Tls => new(TransportErrorKind.PlaintextOnTls, "the server wants TLS, and plaintext was sent: connect with https"),
        FirstBytes.Refusal when FirstBytesReader.TryReadRefusal(bytes, out ErrorCode code, out string reason) =>
            new(TransportErrorKind.Refused, $"the server refused the connection with {code}: {reason}"),
        FirstBytes.Http1 => new(TransportErrorKind.Http1, $"the server speaks HTTP/1.x, not HTTP/2; it sent {FirstBytesReader.Show(bytes)}"),
        _ => new(TransportErrorKind.NotHttp2, $"the server sent no HTTP/2 SETTINGS but {FirstBytesReader.Show(bytes)}"),
    };

    /// <summary>The error of either end when plaintext came where a TLS record was due.</summary>
    public static TransportError InTls(FirstBytes what, ReadOnlySpan<byte> bytes, Role role) => role == Role.Server
        ? new(TransportErrorKind.PlaintextOnTls, $"a plaintext {(what == FirstBytes.Http2 ? "HTTP/2" : what == FirstBytes.Http1 ? "HTTP/1.x" : "")} client connected to a TLS port; it sent {FirstBytesReader.Show(bytes)}")
        : new(TransportErrorKind.TlsOnPlaintext, $"the server answered TLS in plaintext, so its port has none: connect with http; it sent {FirstBytesReader.Show(bytes)}");

    /// <summary>What a plaintext port answers; empty when nothing would be understood.</summary>
    public static byte[] AnswerOnPlaintextPort(FirstBytes what) => what switch
    {
        FirstBytes.Http1 => Text("505 HTTP Version Not Supported", WantsHttp2),
        // TLS clients name an HTTP/1.x answer in their error, which nothing else that can be said here brings about.
        FirstBytes.Tls => Text("400 Bad Request", WantsPlaintext),
        _ => GoAway("the first bytes were no HTTP/2 preface"),
    };

    /// <summary>What a TLS port answers to plaintext, in plaintext.</summary>
    public static byte[] AnswerOnTlsPort(FirstBytes what) => what switch
    {
        FirstBytes.Http1 => Text("400 Bad Request", WantsTls),
        FirstBytes.Http2 => GoAway(WantsTls),
        _ => [],
    };

    /// <summary>What is answered, inside TLS, to a client that speaks HTTP/1.x there.</summary>
    public static byte[] AnswerInsideTls(FirstBytes what) =>
        what == FirstBytes.Http1 ? Text("505 HTTP Version Not Supported", WantsHttp2OverTls) : GoAway("the first bytes were no HTTP/2 preface");

    /// <summary>What a client is told, inside TLS, that did not agree on "h2": RFC 7301 leaves it with HTTP/1.1.</summary>
    public static byte[] AnswerWithoutAlpn => Text("505 HTTP Version Not Supported", WantsAlpn);

    /// <summary>What a client is told, inside TLS, when the version or the suite that was agreed on is not allowed (RFC 9113 §9.2).</summary>
    public static byte[] AnswerToWeakTls(string why) => GoAway(why, ErrorCode.InadequateSecurity);

    private static byte[] Text(string status, string message) => Encoding.ASCII.GetBytes(
        $"HTTP/1.1 {status}\r\nContent-Type: text/plain\r\nContent-Length: {message.Length + 1}\r\nConnection: close\r\n\r\n{message}\n");

    // An empty SETTINGS frame, since a server's first frame must be one, then GOAWAY with the reason as debug data.
    private static byte[] GoAway(string message, ErrorCode code = ErrorCode.ProtocolError)
    {
        byte[] frames = new byte[9 + 9 + 8 + message.Length];
        frames[3] = 4;
        Span<byte> goAway = frames.AsSpan(9);
        BinaryPrimitives.WriteInt32BigEndian(goAway, ((8 + message.Length) << 8) | 7);
        goAway[16] = (byte)code;
        Encoding.ASCII.GetBytes(message, goAway[17..]);
        return frames;
    }
}
