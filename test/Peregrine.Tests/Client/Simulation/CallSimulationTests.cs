using Peregrine.Testing;

namespace Peregrine.Tests.Client.Simulation;

/// <summary>
/// Rule 1 and rule 21 over thousands of schedules: whatever races, a call has exactly one end, the one that the rules name, and leaves nothing behind.
/// A failing seed is in the message; give it to <see cref="OneSeedAsync"/>.
/// </summary>
public sealed class CallSimulationTests
{
    private const int SeedsPerBatch = 500;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Every_call_ends_once_with_the_status_that_the_rules_name(int batch)
    {
        var seen = new Dictionary<StatusCode, int>();
        for (int seed = batch * SeedsPerBatch; seed < (batch + 1) * SeedsPerBatch; seed++)
            await OneSeedAsync(seed, seen);
        // The schedules reach every kind of end, or they would prove little.
        StatusCode[] wanted =
        [
            StatusCode.OK, StatusCode.Cancelled, StatusCode.DeadlineExceeded, StatusCode.NotFound, StatusCode.ResourceExhausted,
            StatusCode.Unimplemented, StatusCode.Internal, StatusCode.Unavailable,
        ];
        Assert.All(wanted, status => Assert.InRange(seen.GetValueOrDefault(status), 20, int.MaxValue));
    }

    private static async Task OneSeedAsync(int seed, Dictionary<StatusCode, int> seen)
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        var simulation = new CallSimulation(script, new Random(seed));
        await simulation.RunAsync(80);
        for (int i = 0; i < simulation.Calls.Count; i++)
        {
            SimulatedCall call = simulation.Calls[i];
            StatusCode actual = await call.StatusAsync();
            seen[actual] = seen.GetValueOrDefault(actual) + 1;
            Assert.True(call.Expected == actual, $"seed {seed}, call {i} ({(call.IsUnary ? "unary" : "duplex")}): expected {call.Expected}, got {actual}");
        }
        Assert.True(script.Peer.Connection.OpenStreams == 0, $"seed {seed}: {script.Peer.Connection.OpenStreams} streams are still open");
        Assert.True(script.Channel.ReplayBudgetLeft == 16 * 1024 * 1024, $"seed {seed}: {script.Channel.ReplayBudgetLeft} bytes of replay budget are left");
        Assert.True(script.Channel.WaitingCalls == 0, $"seed {seed}: {script.Channel.WaitingCalls} calls still wait");
        Assert.True(script.Channel.ArmedDeadlines == 0, $"seed {seed}: {script.Channel.ArmedDeadlines} deadlines are still armed");
    }
}
