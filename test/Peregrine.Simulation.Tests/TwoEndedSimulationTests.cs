using System.Globalization;

namespace Peregrine.Simulation.Tests;

/// <summary>
/// Client and server together over thousands of schedules: whatever races, a call has exactly one end on each side, the one that the rules name, and leaves nothing behind.
/// A failing seed is in the message; <c>PEREGRINE_SEED=n dotnet test test/Peregrine.Simulation.Tests</c> runs it alone, <c>PEREGRINE_SEEDS=n</c> runs as many.
/// </summary>
/// <remarks>
/// In a process of its own, because it watches all of it: exceptions that nobody observed, and the instruments of every server. What other tests leave behind would be taken for
/// the simulation's.
/// </remarks>
[Collection("one at a time")]
public sealed class TwoEndedSimulationTests
{
    private const int DefaultSeeds = 2000;
    private const int Steps = 100;

    [Fact]
    public async Task Every_call_ends_once_on_each_side_with_the_status_that_the_rules_name()
    {
        var unobserved = new List<Exception>();
        CollectGarbage();
        EventHandler<UnobservedTaskExceptionEventArgs> note = (_, e) =>
        {
            if (IsOfTestRunner(e.Exception))
                return;
            lock (unobserved)
                unobserved.Add(e.Exception);
        };
        TaskScheduler.UnobservedTaskException += note;
        var seen = new Dictionary<StatusCode, int>();
        int handled = 0;
        try
        {
            if (Setting("PEREGRINE_SEED") is { } one)
            {
                await OneSeedAsync(one, seen);
                return;
            }
            for (int seed = 0; seed < (Setting("PEREGRINE_SEEDS") ?? DefaultSeeds); seed++)
                handled += await OneSeedAsync(seed, seen);
            CollectGarbage();
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= note;
        }
        lock (unobserved)
            Assert.Empty(unobserved);
        // The schedules reach every kind of end, or they would prove little.
        StatusCode[] wanted = [StatusCode.OK, StatusCode.Cancelled, StatusCode.DeadlineExceeded, StatusCode.NotFound, StatusCode.ResourceExhausted, StatusCode.Unavailable];
        Assert.All(wanted, status => Assert.InRange(seen.GetValueOrDefault(status), 50, int.MaxValue));
        Assert.InRange(handled, seen.Values.Sum() / 2, seen.Values.Sum());
    }

    private static async Task<int> OneSeedAsync(int seed, Dictionary<StatusCode, int> seen)
    {
        string replay = $"PEREGRINE_SEED={seed}";
        await using var simulation = new TwoEndedSimulation(seed);
        // Instruments that nobody listens to leave the server its shorter way, which is to be right too.
        using ServerEnds? ends = seed % 2 == 0 ? new ServerEnds() : null;
        await simulation.RunAsync(Steps);
        for (int i = 0; i < simulation.Calls.Count; i++)
        {
            PairedCall call = simulation.Calls[i];
            StatusCode actual = await call.StatusAsync();
            seen[actual] = seen.GetValueOrDefault(actual) + 1;
            Assert.True(call.MayEndWith(actual), $"{replay}: call {i} ({(call.IsUnary ? "unary" : "duplex")}): expected {call.Expected}, got {actual}");
            Assert.True(call.Started <= 1, $"{replay}: call {i} was handled {call.Started} times");
        }
        Assert.True(simulation.Leftovers().Length == 0, $"{replay}: left are {simulation.Leftovers()}");
        if (ends is not null)
            CheckServer(simulation, ends, replay);
        string left = await simulation.CloseAsync();
        Assert.True(left.Length == 0, $"{replay}: after the end there are {left}");
        return simulation.Calls.Sum(call => call.Started);
    }

    // The server's own account: each call that began ended once, with its handler's status where a handler ended it.
    private static void CheckServer(TwoEndedSimulation simulation, ServerEnds ends, string replay)
    {
        Assert.True(ends.Started == ends.Ended, $"{replay}: {ends.Started} calls began on the server and {ends.Ended} ended");
        foreach (StatusCode status in new[] { StatusCode.OK, StatusCode.NotFound })
        {
            int expected = simulation.Calls.Count(call => call.HandlerStatus == status);
            Assert.True(ends.Of(status) == expected, $"{replay}: {expected} handlers ended with {status}, and {ends.Of(status)} calls of the server");
        }
    }

    // Of all that runs in the process only the runner is not under test. An exception of ours was not always thrown: then it has no trace.
    private static bool IsOfTestRunner(AggregateException unobserved) => unobserved.Flatten().InnerExceptions
        .All(exception => exception.StackTrace is { Length: > 0 } trace && !trace.Contains("Peregrine", StringComparison.Ordinal));

    private static int? Setting(string name) => int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out int value) ? value : null;

    private static void CollectGarbage()
    {
        for (int i = 0; i < 2; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}
