using Peregrine.Http2;

namespace Peregrine.Http2Probe;

/// <summary>One request: a POST's body goes back as it comes, no faster than the client takes it; other bodies are read and forgotten.</summary>
internal sealed class ProbeStream(bool echo) : Http2StreamObserver
{
    private int _owed;

    public bool Echoes => echo;

    public override int OnData(Http2Stream stream, ReadOnlySpan<byte> data, bool endStream)
    {
        if (!echo) return data.Length;

        // Owed before it is sent: the window may open, on another thread, before the send has returned.
        Interlocked.Add(ref _owed, data.Length);
        if (stream.SendData(data, endStream)) stream.Consume(Interlocked.Exchange(ref _owed, 0));
        return 0;
    }

    public override void OnTrailers(Http2Stream stream, in HeaderBlock trailers)
    {
        if (echo) stream.SendData([], endStream: true);
    }

    public override void OnSendWindow(Http2Stream stream) => stream.Consume(Interlocked.Exchange(ref _owed, 0));

    public override void OnClosed(Http2Stream stream, in StreamEnd end) => stream.Release();
}
