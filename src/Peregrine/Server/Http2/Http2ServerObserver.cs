using Peregrine.Http2;

namespace Peregrine.Server;

/// <summary>The transport's end of <see cref="Http2ServerStream"/>; one with it.</summary>
internal sealed class Http2ServerObserver(Http2ServerStream call) : Http2StreamObserver
{
    public override int OnData(Http2Stream stream, ReadOnlySpan<byte> data, bool endStream) => call.OnData(data, endStream);

    public override ArraySegment<byte> ReceiveInto(Http2Stream stream) => call.Room;

    public override void OnTrailers(Http2Stream stream, in HeaderBlock trailers) => call.OnTrailers();

    public override void OnSendWindow(Http2Stream stream) => call.OnSendWindow();

    public override void OnClosed(Http2Stream stream, in StreamEnd end) => call.OnClosed(end);
}
