using Peregrine.Http2;

namespace Peregrine.Bench.Servers;

/// <summary>The header blocks of a gRPC response that never change.</summary>
internal static class GrpcHeaders
{
    public static HeaderList Response { get; } = HeaderList.Create((":status", "200"), ("content-type", "application/grpc"));

    public static HeaderList Ok { get; } = HeaderList.Create(("grpc-status", "0"));
}
