using Grpc.Testing;
using Peregrine.Interop.Client;
using Peregrine.Interop.Tests.Peers;
using Peregrine.Testing;

namespace Peregrine.Interop.Tests.Matrix;

/// <summary>The official test of backoffs, for six seconds of its nine minutes: <c>eng/connection-backoff.sh</c> runs it as it stands.</summary>
[Collection(MatrixCollectionDefinition.Name)]
public sealed class BackoffTests(MatrixReport report)
{
    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(6);

    // The server itself allows 0.1 s, on a machine that does nothing else.
    private const int TooEarlyMs = 500;
    private const int TooLateMs = 5000;

    [PeerFact(Peer.Cpp)]
    public Task Rule_50_the_reconnect_server_of_gRPC_sees_backoffs_that_grow() => report.RunBackoffAsync(async () =>
    {
        (int control, int retry) = (ReservedPort.Take(), ReservedPort.Take());
        await using PeerProcess server = await PeerProcess.StartServerAsync(PeerPrograms.ReconnectServer(control, retry), control);
        ReconnectInfo seen = await ReconnectProgram.WatchAsync("127.0.0.1", control, retry, TimeSpan.Zero, s_duration);

        // 1 s, 1.6 s, 2.56 s, each ±20 %: two are over after 3.12 s, four take 7.4 s at least.
        Assert.InRange(seen.BackoffMs.Count, 2, 3);
        double expected = 1000;
        foreach (int backoff in seen.BackoffMs)
        {
            Assert.InRange(backoff, expected * 0.8 - TooEarlyMs, expected * 1.2 + TooLateMs);
            expected *= 1.6;
        }
    });
}
