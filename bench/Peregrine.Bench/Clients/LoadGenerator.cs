using System.Diagnostics;
using Peregrine.Bench.Measuring;

namespace Peregrine.Bench.Clients;

/// <summary>The command <c>client</c>.</summary>
internal static class LoadGenerator
{
    public static async Task<int> RunAsync(ClientSettings settings)
    {
        using AllocationSampler? sampler = settings.Allocations ? new AllocationSampler() : null;
        using BenchTelemetry? telemetry = BenchTelemetry.Attach(settings.Telemetry);
        List<BenchConnection> connections = [];
        for (int i = 0; i < settings.Connections + settings.Idle; i++) connections.Add(await ConnectAsync(settings));
        using var window = new Window();
        Worker[] workers = [.. Enumerable.Range(0, settings.Connections * settings.Concurrency).Select(_ => new Worker(window))];
        Task[] running = [.. workers.Select((w, i) => Task.Run(() => WorkAsync(w, connections[i % settings.Connections].MakeCaller(), settings.Mode)))];

        await Task.Delay(settings.Warmup);
        using var process = Process.GetCurrentProcess();
        Console.WriteLine("WINDOW OPEN");
        TimeSpan cpuBefore = Cpu(process);
        long allocatedBefore = GC.GetTotalAllocatedBytes();
        long began = Stopwatch.GetTimestamp();
        sampler?.Open();
        window.Open();
        await Task.Delay(settings.Duration);
        window.Close();
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        long allocated = GC.GetTotalAllocatedBytes() - allocatedBefore;
        double cpu = (Cpu(process) - cpuBefore).TotalSeconds;
        Console.WriteLine("WINDOW CLOSED");
        sampler?.Print("client", workers.Sum(static w => w.Operations));

        // Workers end with the call they are in; one that hangs shall not hang the measurement.
        await Task.WhenAny(Task.WhenAll(running), Task.Delay(TimeSpan.FromSeconds(5)));
        BenchResult result = Sum(settings, window, workers, seconds, cpu);
        Console.WriteLine($"allocated per operation: {allocated / (double)Math.Max(1, result.Operations):F1} bytes");
        Console.WriteLine(result.Line());
        foreach (BenchConnection connection in connections) await connection.DisposeAsync();
        return result.Errors == 0 ? 0 : 1;
    }

    private static ValueTask<BenchConnection> ConnectAsync(ClientSettings settings) => settings.Kind switch
    {
        ClientKind.HttpClientRaw => HttpClientConnection.OpenAsync(settings),
        ClientKind.PeregrineHttp2 => Http2BenchConnection.OpenAsync(settings),
        _ => GrpcBenchConnection.OpenAsync(settings),
    };

    private static async Task WorkAsync(Worker worker, BenchCaller caller, BenchMode mode)
    {
        try
        {
            switch (mode)
            {
                case BenchMode.Unary:
                    await caller.UnaryCallsAsync(worker);
                    break;
                case BenchMode.Stream:
                    await StreamAsync(worker, caller);
                    break;
                default:
                    await ServerStreamsAsync(worker, caller);
                    break;
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException or InvalidDataException or OperationCanceledException or RpcException)
        {
            worker.Failed(e);
        }
    }

    private static async Task StreamAsync(Worker worker, BenchCaller caller)
    {
        await caller.OpenStreamAsync();
        long began = Stopwatch.GetTimestamp();
        while (worker.GoesOn)
        {
            await caller.RoundTripAsync();
            began = worker.Ended(began);
        }

        await caller.CloseStreamAsync();
    }

    private static async Task ServerStreamsAsync(Worker worker, BenchCaller caller)
    {
        long began = Stopwatch.GetTimestamp();
        while (worker.GoesOn)
        {
            await caller.ServerStreamAsync(worker.Message);
            began = worker.CallEnded(began);
        }
    }

    private static BenchResult Sum(ClientSettings settings, Window window, Worker[] workers, double seconds, double cpu)
    {
        Histogram all = window.Latencies();
        return new BenchResult(
            settings.Kind.ToString(),
            settings.Mode.ToString().ToLowerInvariant(),
            settings.Connections,
            settings.Concurrency,
            settings.Payload,
            settings.ResponseSize,
            seconds,
            workers.Sum(static w => w.Operations),
            all.Microseconds(0.5),
            all.Microseconds(0.9),
            all.Microseconds(0.99),
            all.Microseconds(0.999),
            all.MaxMicroseconds,
            cpu,
            workers.Sum(static w => w.Errors));
    }

    private static TimeSpan Cpu(Process process)
    {
        process.Refresh();
        return process.TotalProcessorTime;
    }
}
