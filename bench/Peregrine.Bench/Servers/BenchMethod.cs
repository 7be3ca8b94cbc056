namespace Peregrine.Bench.Servers;

internal enum BenchMethodKind
{
    Unknown,
    Unary,
    Streaming,
    ServerStream,
}

/// <summary>A row of the smallest method table there is.</summary>
internal sealed class BenchMethod(BenchMethodKind kind)
{
    private static readonly BenchMethod s_unknown = new(BenchMethodKind.Unknown);
    private static readonly BenchMethod s_unary = new(BenchMethodKind.Unary);
    private static readonly BenchMethod s_streaming = new(BenchMethodKind.Streaming);
    private static readonly BenchMethod s_serverStream = new(BenchMethodKind.ServerStream);

    public BenchMethodKind Kind => kind;

    public static BenchMethod Find(ReadOnlySpan<byte> path)
    {
        if (path.SequenceEqual("/bench.v1.BenchService/UnaryCall"u8)) return s_unary;
        if (path.SequenceEqual("/bench.v1.BenchService/StreamingCall"u8)) return s_streaming;
        return path.SequenceEqual("/bench.v1.BenchService/ServerStream"u8) ? s_serverStream : s_unknown;
    }
}
