using Peregrine.Interop.Client;
using Peregrine.Interop.Tests.Peers;

namespace Peregrine.Interop.Tests.Matrix;

/// <summary>The official cases of misbehaving servers, and which implementation's client has which.</summary>
internal static class NegativeCells
{
    public const string ConnectionBackoff = "connection-backoff";

    /// <summary>Every case, in the order of the matrix.</summary>
    public static IReadOnlyList<string> All { get; } = [.. InteropCase.Negative.Select(test => test.Name)];

    /// <summary>Whether a case is the ordinary <c>large_unary</c>, made hard by the server: every client has it.</summary>
    public static bool IsLargeUnary(string testCase) => testCase is "data_frame_padding" or "no_df_padding_sanity_test";

    /// <summary>Why a client has not a case, or null. Ours, which is null, has all.</summary>
    public static string? LackedByClient(Peer? peer, string testCase, bool tls) => (peer, testCase) switch
    {
        (null, _) => null,
        (Peer.Cpp or Peer.Python, "data_frame_padding") => "gRPC's core takes no padded DATA: \"unsupported data flags\"",
        (_, _) when IsLargeUnary(testCase) => null,
        (Peer.Go, "rst_during_data") or (Peer.Java, "rst_after_header" or "rst_during_data" or "rst_after_data") => "what it expects is out of date: gRPC's own server does not pass either",
        (Peer.Node, _) => "it has no program for these cases",
        _ => tls ? "its program for these cases speaks no TLS" : null,
    };

    /// <summary>Cells of a theory: each case that the client has, without and with TLS.</summary>
    public static TheoryData<string, bool> Of(Peer? client)
    {
        var cells = new TheoryData<string, bool>();
        foreach (string testCase in All)
        {
            foreach (bool tls in (bool[])[false, true])
            {
                if (LackedByClient(client, testCase, tls) is null)
                    cells.Add(testCase, tls);
            }
        }
        return cells;
    }
}
