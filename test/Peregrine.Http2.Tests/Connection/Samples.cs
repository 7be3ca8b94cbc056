namespace Peregrine.Http2.Tests.Connection;

/// <summary>Header lists that tests send.</summary>
internal static class Samples
{
    public static HeaderList Request { get; } = HeaderList.Create((":method", "POST"), (":scheme", "http"), (":path", "/a"), (":authority", "t"));

    public static HeaderList Response { get; } = HeaderList.Create((":status", "200"), ("content-type", "application/grpc"));

    public static HeaderList Trailers { get; } = HeaderList.Create(("grpc-status", "0"));
}
