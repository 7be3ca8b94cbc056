using Peregrine.Http2.Transport;

namespace Peregrine.Http2.Tests.Transport;

/// <summary>Answers every request with 204, and connects clients that can ask it.</summary>
internal sealed class HelloServer : Http2ConnectionObserver
{
    private static readonly HeaderList s_ok = HeaderList.Create((":status", "204"));
    private static readonly HeaderList s_get = HeaderList.Create((":method", "GET"), (":scheme", "http"), (":authority", "x"), (":path", "/"));

    private HelloServer()
    {
    }

    public static HelloServer Instance { get; } = new();

    public static Http2Listener Listen(Http2ListenOptions options, Http2Endpoint? endpoint = null) =>
        Http2Server.Listen(endpoint ?? Http2Endpoint.Parse("127.0.0.1:0"), options, static _ => Instance);

    public static async Task<Http2Connection> ConnectAsync(Http2Listener listener, Http2ConnectOptions options) =>
        await ConnectAsync(listener.Endpoints[0], options);

    public static async Task<Http2Connection> ConnectAsync(Http2Endpoint endpoint, Http2ConnectOptions options)
    {
        var observer = new ClientObserver();
        Http2Connection connection = await Http2Client.ConnectAsync(endpoint, options, observer).AsTask().WaitAsync(Limits.Test);
        connection.State = observer;
        return connection;
    }

    /// <summary>One request and its answer: the connection works in both directions.</summary>
    public static async Task AskAsync(Http2Connection connection)
    {
        var answer = new Answer();
        OpenStatus status = connection.TryOpenStream(answer, s_get, null, endStream: true, out _);
        Assert.True(status == OpenStatus.Opened, $"{status}: {(connection.State as ClientObserver)?.End}");
        Assert.Equal("204", await answer.Status.WaitAsync(Limits.Test));
    }

    public override Http2StreamObserver? AcceptStream(Http2Connection connection, Http2Stream stream, in HeaderBlock headers, bool endStream)
    {
        stream.SendHeaders(s_ok, null, endStream: true);
        return new Request();
    }

    private sealed class Request : Http2StreamObserver
    {
        public override int OnData(Http2Stream stream, ReadOnlySpan<byte> data, bool endStream) => data.Length;

        public override void OnClosed(Http2Stream stream, in StreamEnd end) => stream.Release();
    }

    private sealed class ClientObserver : Http2ConnectionObserver
    {
        public ConnectionEnd? End { get; private set; }

        public override void OnClosed(Http2Connection connection, in ConnectionEnd end) => End = end;
    }

    private sealed class Answer : Http2StreamObserver
    {
        private readonly TaskCompletionSource<string> _status = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> Status => _status.Task;

        public override void OnHeaders(Http2Stream stream, in HeaderBlock headers, bool endStream)
        {
            headers.TryGet(":status"u8, out ReadOnlySpan<byte> status);
            _status.TrySetResult(System.Text.Encoding.ASCII.GetString(status));
        }

        public override int OnData(Http2Stream stream, ReadOnlySpan<byte> data, bool endStream) => data.Length;

        public override void OnClosed(Http2Stream stream, in StreamEnd end)
        {
            _status.TrySetException(new IOException(end.ToString()));
            stream.Release();
        }
    }
}
