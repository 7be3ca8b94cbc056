namespace Peregrine.Http2.Bench;

/// <summary>Answers each request with its own bytes.</summary>
internal sealed class Echo : Http2ConnectionObserver
{
    private readonly EchoStream _stream = new();

    public override Http2StreamObserver? AcceptStream(Http2Connection connection, Http2Stream stream, in HeaderBlock headers, bool endStream) => _stream;

    private sealed class EchoStream : Http2StreamObserver
    {
        private static readonly HeaderList s_headers = HeaderList.Create((":status", "200"), ("content-type", "application/grpc"));
        private static readonly HeaderList s_trailers = HeaderList.Create(("grpc-status", "0"));

        public override int OnData(Http2Stream stream, ReadOnlySpan<byte> data, bool endStream)
        {
            stream.SendResponse(s_headers, null, data, s_trailers);
            return data.Length;
        }

        public override void OnClosed(Http2Stream stream, in StreamEnd end) => stream.Release();
    }
}
