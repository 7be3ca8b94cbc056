using Peregrine.Interop.Client;
using Peregrine.Interop.Tests.Peers;

namespace Peregrine.Interop.Tests.Matrix;

/// <summary>The official cases that need no cloud account, and which implementation has which.</summary>
internal static class OfficialCases
{
    private const string Scaling = "max_concurrent_streams_connection_scaling";
    private const string Cacheable = "cacheable_unary";
    private const string NoCompressionApi = "its API does not show which message was compressed";
    private const string NotOfficialThere = "it has no such case";

    // What all clients of the matrix have.
    private static readonly string[] s_common =
    [
        "empty_unary", "large_unary", "client_streaming", "server_streaming", "ping_pong", "empty_stream", "custom_metadata", "status_code_and_message",
        "special_status_message", "unimplemented_method", "unimplemented_service", "cancel_after_begin", "cancel_after_first_response", "timeout_on_sleeping_server",
    ];

    private static readonly string[] s_clientCompression = ["client_compressed_unary", "client_compressed_streaming"];

    private static readonly string[] s_serverCompression = ["server_compressed_unary", "server_compressed_streaming"];

    private static readonly string[] s_soak = ["rpc_soak", "channel_soak"];

    private static readonly string[] s_orca = ["orca_per_rpc", "orca_oob"];

    /// <summary>Every case of the official list, in the order of the matrix.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. s_common, .. s_clientCompression, .. s_serverCompression, "pick_first_unary", "half_duplex", .. s_soak, "long_lived_channel", "concurrent_large_unary",
        Cacheable, .. s_orca, Scaling,
    ];

    /// <summary>Whether a case needs a server that takes few streams on a connection.</summary>
    public static bool WantsLimit(string testCase) => testCase == Scaling;

    /// <summary>Whether a case needs a caching proxy, ours, between client and server.</summary>
    public static bool WantsCache(string testCase) => testCase == Cacheable;

    /// <summary>Why our client has not a case, or null.</summary>
    public static string? LackedByOwnClient(string testCase) => InteropCase.All.Any(test => test.Name == testCase) ? null : NotOfficialThere;

    /// <summary>Why a peer's server cannot serve a case of our client, or null.</summary>
    public static string? LackedByServer(Peer peer, string testCase) => (peer, testCase) switch
    {
        (Peer.Go, _) when s_clientCompression.Contains(testCase) || s_serverCompression.Contains(testCase) => "grpc-go's service does not look at compression (rule 90)",
        (Peer.Java, _) when s_clientCompression.Contains(testCase) => "grpc-java's service has no probe for compression",
        (Peer.Java, "server_compressed_streaming") => "grpc-java's service looks at it in unary calls only",
        (Peer.Node, "orca_per_rpc") => null,
        (Peer.Node, "orca_oob") => "its reports have no memory in them",
        (_, _) when s_orca.Contains(testCase) => "its release is older than the case",
        (Peer.Go or Peer.Cpp, Scaling) => "its server program has no such limit",
        (Peer.Go or Peer.Java, Cacheable) => "its service does not implement CacheableUnaryCall",
        (Peer.Python or Peer.Node, _) when s_clientCompression.Contains(testCase) => NoCompressionApi,
        (Peer.Node, _) when s_serverCompression.Contains(testCase) => "its server does not choose which message to compress",
        _ => null,
    };

    /// <summary>Why a peer's client has not a case, or null.</summary>
    public static string? LackedByClient(Peer peer, string testCase)
    {
        string[] more = peer switch
        {
            Peer.Go => ["pick_first_unary"],
            Peer.Cpp => [.. s_clientCompression, .. s_serverCompression, "pick_first_unary", "half_duplex", .. s_soak, "long_lived_channel"],
            Peer.Java => [.. s_clientCompression, .. s_serverCompression, "pick_first_unary", "half_duplex", .. s_soak, "long_lived_channel", "concurrent_large_unary"],
            Peer.Node => ["pick_first_unary", "half_duplex", .. s_soak, "long_lived_channel", "concurrent_large_unary", .. s_orca],
            _ => ["pick_first_unary", "half_duplex", .. s_soak, "long_lived_channel", "concurrent_large_unary"],
        };
        if (s_common.Contains(testCase) || more.Contains(testCase))
            return null;
        return peer is Peer.Python or Peer.Node && s_serverCompression.Contains(testCase) ? NoCompressionApi : NotOfficialThere;
    }

    /// <summary>Cells of a theory: each case that <paramref name="lacked"/> has no reason against, without and with TLS.</summary>
    public static TheoryData<string, bool> Cells(Func<string, string?> lacked)
    {
        var cells = new TheoryData<string, bool>();
        foreach (string testCase in All)
        {
            if (lacked(testCase) is not null)
                continue;
            cells.Add(testCase, false);
            cells.Add(testCase, true);
        }
        return cells;
    }
}
