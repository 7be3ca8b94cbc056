using Peregrine.Http2;

namespace Peregrine.Http2Probe;

/// <summary>Answers every request of every connection; it has no state.</summary>
internal sealed class ProbeConnection : Http2ConnectionObserver
{
    private static readonly HeaderList s_ok = HeaderList.Create((":status", "200"), ("content-type", "text/plain"));
    private static readonly HeaderList s_pushed = HeaderList.Create((":method", "GET"), (":scheme", "http"), (":authority", "localhost"), (":path", "/pushed"));

    private ProbeConnection()
    {
    }

    public static ProbeConnection Instance { get; } = new();

    private static ReadOnlySpan<byte> Body => "Peregrine answers.\n"u8;

    public override Http2StreamObserver? AcceptStream(Http2Connection connection, Http2Stream stream, in HeaderBlock headers, bool endStream)
    {
        headers.TryGet(":method"u8, out ReadOnlySpan<byte> method);
        headers.TryGet(":path"u8, out ReadOnlySpan<byte> path);
        var observer = new ProbeStream(echo: method.SequenceEqual("POST"u8) && !endStream);
        if (path.SequenceEqual("/push"u8) && stream.TryPush(new ProbeStream(echo: false), s_pushed, out Http2Stream? pushed)) Answer(pushed!);

        if (observer.Echoes) stream.SendHeaders(s_ok, null, endStream: false);
        else if (method.SequenceEqual("HEAD"u8) || method.SequenceEqual("POST"u8)) stream.SendHeaders(s_ok, null, endStream: true);
        else Answer(stream);
        return observer;
    }

    private static void Answer(Http2Stream stream)
    {
        stream.SendHeaders(s_ok, null, endStream: false);
        stream.SendData(Body, endStream: true);
    }
}
