using System.Buffers.Text;
using System.Runtime.CompilerServices;
using Peregrine.Bench.Clients;
using Peregrine.Http2;
using Peregrine.Http2.Hpack;

namespace Peregrine.Bench.Cores;

/// <summary>Makes the bytes of unary requests and takes those of the answers, by HTTP/2 alone, for a server core that is to be measured.</summary>
internal sealed class RawCalls : Http2StreamObserver
{
    private const int PayloadBytes = 16;

    private static readonly BenchRequests s_requests = new("127.0.0.1:50051");
    private static readonly byte[] s_message = GrpcFrame.SimpleRequest(responseSize: PayloadBytes, payload: PayloadBytes);

    private readonly HeaderFields _tail = new();
    private readonly RequestKind _kind;
    private Http2Connection? _connection;
    private int _number;
    private int _asked;
    private int _answered;

    /// <param name="kind">What its requests are like.</param>
    public RawCalls(RequestKind kind)
    {
        _kind = kind;
        var options = new Http2Options { Encoding = kind == RequestKind.Indexed ? EncoderPolicy.Compact : EncoderPolicy.Stable };
        Transport = SocketlessConnection.Open(Role.Client, connection =>
        {
            _connection = connection;
            return new NobodysEvents();
        }, options);
    }

    public SocketlessConnection Transport { get; }

    /// <summary>The bytes of so many new calls.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)] // told apart from the server's work by profilers
    public ReadOnlySpan<byte> Ask(int calls)
    {
        _answered = 0;
        _asked = calls;
        Transport.Run(() =>
        {
            for (int i = 0; i < calls; i++) Open();
        });
        return Transport.TakeSent();
    }

    /// <summary>Takes answers. Whether all calls are answered now.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)] // told apart from the server's work by profilers
    public bool TakeAnswers(ReadOnlySpan<byte> answers)
    {
        Transport.Receive(answers);
        return _answered == _asked;
    }

    public override int OnData(Http2Stream stream, ReadOnlySpan<byte> data, bool endStream) => data.Length;

    public override void OnTrailers(Http2Stream stream, in HeaderBlock trailers)
    {
        if (trailers.TryGet("grpc-status"u8, out ReadOnlySpan<byte> status) && status.SequenceEqual("0"u8)) _answered++;
    }

    public override void OnClosed(Http2Stream stream, in StreamEnd end) => stream.Release();

    private void Open()
    {
        HeaderFields? tail = null;
        if (_kind != RequestKind.Plain)
        {
            _tail.Clear();
            Span<byte> timeout = _tail.Add("grpc-timeout"u8, 8, _kind == RequestKind.Indexed ? HeaderIndexing.Index : HeaderIndexing.NameOnly);
            Utf8Formatter.TryFormat(9_900_000 + (_number++ & 0xffff), timeout, out int digits);
            timeout[digits] = (byte)'u';
            _tail.Add("x-request-id"u8, "5f1e7a0c-1d2b"u8, _kind == RequestKind.Indexed ? HeaderIndexing.Index : HeaderIndexing.Literal);
            tail = _tail;
        }

        if (_connection!.TryOpenStream(this, s_requests.Unary, tail, s_message, endStream: true, out _) != OpenStatus.Opened)
            throw new InvalidOperationException("the stream was not opened");
    }

    private sealed class NobodysEvents : Http2ConnectionObserver;
}
