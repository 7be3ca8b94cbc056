using Peregrine.Http2;

namespace Peregrine.Bench.Clients;

/// <summary>The constant parts of the requests' header blocks: one list each, so that its encoding is remembered.</summary>
internal sealed class BenchRequests(string target)
{
    public HeaderList Unary { get; } = Make(GrpcFrame.Unary, target);

    public HeaderList Streaming { get; } = Make(GrpcFrame.Streaming, target);

    public HeaderList ServerStream { get; } = Make(GrpcFrame.ServerStream, target);

    private static HeaderList Make(string path, string target) => HeaderList.Create(
        (":method", "POST"), (":scheme", "http"), (":path", path), (":authority", target), ("content-type", "application/grpc"), ("te", "trailers"));
}
