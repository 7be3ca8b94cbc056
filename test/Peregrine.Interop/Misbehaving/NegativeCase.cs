namespace Peregrine.Interop.Misbehaving;

/// <summary>What a misbehaving server does in one of the official cases (doc/http2-interop-test-descriptions.md of gRPC).</summary>
internal sealed record NegativeCase(string Name, NegativeEnding Ending = NegativeEnding.Trailers)
{
    /// <summary>The cases in the order of their ports.</summary>
    public static IReadOnlyList<NegativeCase> All { get; } =
    [
        new("data_frame_padding") { Padding = 255, ChunkBytes = 5 },
        new("goaway", NegativeEnding.GoAway),
        new("max_streams") { MaxConcurrentStreams = 1 },
        new("no_df_padding_sanity_test") { ChunkBytes = 5 },
        new("ping") { Pings = true },
        new("rst_after_data", NegativeEnding.ResetAfterAll),
        new("rst_after_header", NegativeEnding.ResetAfterHeaders),
        new("rst_during_data", NegativeEnding.ResetAfterHalf),
    ];

    /// <summary>The bytes of padding in each DATA frame; null for frames without.</summary>
    public byte? Padding { get; init; }

    /// <summary>The most data in a DATA frame.</summary>
    public int ChunkBytes { get; init; } = 16_384;

    /// <summary>SETTINGS_MAX_CONCURRENT_STREAMS; null for any number.</summary>
    public int? MaxConcurrentStreams { get; init; }

    /// <summary>Whether PINGs are sent before and after headers and data, and trailers only when all are acknowledged.</summary>
    public bool Pings { get; init; }
}
