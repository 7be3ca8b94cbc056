using Grpc.Testing;
using Peregrine.Interop.CommandLine;

namespace Peregrine.Interop.Client;

/// <summary>
/// <c>reconnect-client --server_control_port P --server_retry_port P …</c>: gRPC's test of the backoff between connections (doc/connection-backoff-interop-test-description.md). 0 when the
/// server says that every backoff was within the specification.
/// </summary>
internal static class ReconnectProgram
{
    // Some thirteen attempts.
    private const int OfficialSeconds = 540;

    public static async Task<int> RunAsync(string[] args)
    {
        var arguments = new Arguments(args, "server_host", "server_control_port", "server_retry_port", "max_reconnect_backoff_ms", "retry_seconds");
        ReconnectInfo seen = await WatchAsync(
            arguments.Text("server_host", "127.0.0.1"),
            arguments.Number("server_control_port", 8080),
            arguments.Number("server_retry_port", 8081),
            TimeSpan.FromMilliseconds(arguments.Number("max_reconnect_backoff_ms", 0)),
            TimeSpan.FromSeconds(arguments.Number("retry_seconds", OfficialSeconds)));
        Console.WriteLine($"backoffs in ms: {string.Join(", ", seen.BackoffMs)}; the server says: {(seen.Passed ? "passed" : "FAILED")}");
        return seen.Passed && seen.BackoffMs.Count > 0 ? 0 : 1;
    }

    /// <summary>Connects again and again for as long as given, while the server watches, and tells what it saw.</summary>
    /// <param name="host">The server.</param>
    /// <param name="controlPort">Where it is told to watch, without TLS.</param>
    /// <param name="retryPort">Where it closes every connection; the client believes TLS to be there.</param>
    /// <param name="maxBackoff">The longest backoff; zero for that of the specification.</param>
    /// <param name="duration">How long to connect.</param>
    public static async Task<ReconnectInfo> WatchAsync(string host, int controlPort, int retryPort, TimeSpan maxBackoff, TimeSpan duration)
    {
        await using InteropTarget control = InteropTarget.Plaintext(host, controlPort);
        var watcher = new ReconnectService.ReconnectServiceClient(control.Channel);
        var how = new ReconnectParams { MaxReconnectBackoffMs = (int)maxBackoff.TotalMilliseconds };
        await watcher.StartAsync(how);

        var options = new GrpcChannelOptions { Tls = TestCertificates.Client("foo.test.google.fr") };
        if (maxBackoff > TimeSpan.Zero)
            options = new GrpcChannelOptions { Tls = options.Tls, MaxReconnectBackoff = maxBackoff };
        await using GrpcChannel channel = GrpcChannel.ForAddress($"https://{host}:{retryPort}", options);
        var refused = new ReconnectService.ReconnectServiceClient(channel);
        // It waits for a connection, which there never is.
        await InteropFailure.UnlessFails(
            StatusCode.DeadlineExceeded, async () => await refused.StartAsync(how, new CallOptions(deadline: DateTime.UtcNow + duration).WithWaitForReady()));
        return await watcher.StopAsync(new Empty());
    }
}
