using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Peregrine.Http2;
using Peregrine.Http2.Frames;

namespace Peregrine.Tests.Server;

/// <summary>What an operator hears of abuse: for each budget a log line and a counter, and no more lines than a disk bears.</summary>
public sealed class AbuseReportTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    // By the thread that measured: a scripted caller's server runs on the test's own, other tests on theirs.
    private readonly ConcurrentQueue<(int Thread, string Name, string Tag)> _measured = new();
    private readonly ListLoggerFactory _log = new();
    private readonly MeterListener _listener = new()
    {
        InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Peregrine" && instrument.Name.StartsWith("peregrine.server.", StringComparison.Ordinal))
                listener.EnableMeasurementEvents(instrument);
        },
    };

    public AbuseReportTests()
    {
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            _measured.Enqueue((Environment.CurrentManagedThreadId, instrument.Name, tags.Length == 0 ? "" : $"{tags[0].Key}={tags[0].Value}")));
        _listener.Start();
    }

    public static TheoryData<AbuseKind> Kinds => [.. Enum.GetValues<AbuseKind>()];

    public void Dispose() => _listener.Dispose();

    [Theory, MemberData(nameof(Kinds))]
    public void Each_budget_that_is_exceeded_is_a_warning_with_event_22_and_counted_by_its_name(AbuseKind kind)
    {
        using ScriptedCaller caller = Exceed(kind);

        LogLine line = Assert.Single(_log.Lines, line => line.Event.Id == 22);
        Assert.Equal(LogLevel.Warning, line.Level);
        Assert.StartsWith($"The connection from ipv4:127.0.0.1:4321 exceeded a budget: AbuseReport {{ Kind = {kind}, Observed = ", line.Text, StringComparison.Ordinal);
        Assert.Equal(1, Counted("peregrine.server.budget.exceeded", $"peregrine.budget={kind}"));
        Assert.Equal(1, caller.Connection.Counters.AbuseReports);
    }

    [Fact]
    public void Too_many_pings_are_reported_as_other_abuse_is()
    {
        using ScriptedCaller caller = Start(new GrpcServerOptions { LoggerFactory = _log });
        for (int i = 0; i < 4; i++)
            caller.Frame(FrameType.Ping, FrameFlags.None, 0, new byte[8]);

        Assert.Equal("too_many_pings", Assert.Single(caller.GoAways).Debug);
        Assert.Contains("Limit = 2, Option = Strikes ", Assert.Single(_log.Lines, line => line.Event.Id == 22).Text, StringComparison.Ordinal);
        Assert.Equal(1, Counted("peregrine.server.budget.exceeded", "peregrine.budget=Pings"));
    }

    [Fact]
    public void An_abuser_cannot_fill_a_disk_with_lines_and_the_counter_tells_of_every_case()
    {
        using ScriptedCaller caller = Start(new GrpcServerOptions { LoggerFactory = _log, Http2 = new Http2Options { MaxHeaderListBytes = 500 } });
        for (int stream = 1; stream < 2001; stream += 2)
            caller.Request(stream, "/" + new string('p', 500), end: true);

        Assert.Equal(1000, Counted("peregrine.server.budget.exceeded", "peregrine.budget=HeaderList"));
        Assert.Equal(10, _log.Lines.Count(line => line.Event.Id == 22));
        caller.Time.Advance(TimeSpan.FromSeconds(10));
        caller.Request(2001, "/" + new string('p', 500), end: true);
        Assert.Equal(11, _log.Lines.Count(line => line.Event.Id == 22));
        LogLine line = Assert.Single(_log.Lines, line => line.Event.Id == 25);
        Assert.Equal(LogLevel.Warning, line.Level);
        Assert.StartsWith("990 lines of event 22 were left out", line.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Responses_that_their_callers_do_not_take_fill_no_disk_either()
    {
        using var caller = ScriptedCaller.To(
            binder => binder.AddUnary(TestMethods.Unary, (_, context) => context.WriteResponseHeadersAsync(new Metadata { { "large", new string('m', 1000) } }).ContinueWith(_ => "")),
            new GrpcServerOptions { LoggerFactory = _log });
        caller.Settings((6, 1000));
        for (int stream = 1; stream < 101; stream += 2)
        {
            caller.Request(stream, TestMethods.UnaryPath);
            caller.Message(stream, "x", end: true);
            caller.Ended(stream);
        }

        Assert.Equal(10, _log.Lines.Count(line => line.Event.Id == 13));
    }

    [Fact]
    public async Task Handshakes_that_fail_are_lines_of_event_21_within_the_same_bounds_and_all_of_them_counted()
    {
        const int Failures = 50;
        await using var server = new GrpcServer(new GrpcServerOptions { LoggerFactory = _log, TimeProvider = new Peregrine.Testing.FakeTimeProvider() }, "http://127.0.0.1:0");
        await server.StartAsync();
        for (int i = 0; i < Failures; i++)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, server.Port);
            await socket.SendAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray());
            socket.Shutdown(SocketShutdown.Send);
            while (await socket.ReceiveAsync(new byte[1000]) > 0)
            {
            }
        }

        Assert.True(SpinWait.SpinUntil(() => _measured.Count(m => m is { Name: "peregrine.server.handshake.failed", Tag: "error.type=Http1" }) >= Failures, Long));
        Assert.Equal(10, _log.Lines.Count(line => line.Event.Id == 21));
    }

    [Fact]
    public async Task A_full_server_says_so_with_event_24_and_counts_it()
    {
        await using var server = new GrpcServer(new GrpcServerOptions { LoggerFactory = _log, MaxConnections = 1 }, "http://127.0.0.1:0");
        await server.StartAsync();
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, server.Port);

        Assert.True(SpinWait.SpinUntil(() => _log.Lines.Any(line => line.Event.Id == 24), Long));
        LogLine line = _log.Lines.First(line => line.Event.Id == 24);
        Assert.Equal(LogLevel.Warning, line.Level);
        Assert.Equal("MaxConnections (1) are open on 127.0.0.1:0: further callers wait until one of them ends.", line.Text);
        Assert.Contains(_measured, m => m.Name == "peregrine.server.connections.full");
    }

    private ScriptedCaller Exceed(AbuseKind kind)
    {
        var budgets = new Dictionary<AbuseKind, AbuseLimits>
        {
            [AbuseKind.StreamResets] = new() { StreamResets = 0 },
            [AbuseKind.HeaderBlock] = new() { ContinuationFrames = 0 },
            [AbuseKind.Pings] = new() { Pings = 0 },
            [AbuseKind.Settings] = new() { Settings = 1 },
            [AbuseKind.EmptyData] = new() { EmptyData = 0 },
            [AbuseKind.WindowUpdates] = new() { WindowUpdates = 0 },
            [AbuseKind.IgnoredFrames] = new() { IgnoredFrames = 0 },
            [AbuseKind.QueuedControlFrames] = new() { QueuedControlBytes = 20 },
            [AbuseKind.SlowReader] = new() { UnsentBytes = -1 }, // a scripted caller reads at once: nothing ever waits
        };
        var http2 = new Http2Options { MaxHeaderListBytes = 2000, MaxIncompleteBytes = 1000, Abuse = budgets.GetValueOrDefault(kind, AbuseLimits.Default) };
        if (kind == AbuseKind.Standstill)
            http2 = new Http2Options { Memory = new MemoryBudget(16 << 20) };
        ScriptedCaller caller = Start(new GrpcServerOptions { LoggerFactory = _log, Http2 = http2, Pings = null });
        switch (kind)
        {
            case AbuseKind.StreamResets:
                caller.Request(1, TestMethods.UnaryPath);
                caller.Reset(1);
                break;
            case AbuseKind.HeaderBlock:
                caller.Frame(FrameType.Headers, FrameFlags.None, 1, []);
                caller.Frame(FrameType.Continuation, FrameFlags.None, 1, []);
                break;
            case AbuseKind.HeaderList:
                caller.Request(1, "/" + new string('p', 2000));
                break;
            case AbuseKind.Pings:
                caller.Frame(FrameType.Ping, FrameFlags.None, 0, new byte[8]);
                break;
            case AbuseKind.Settings:
                caller.Settings();
                break;
            case AbuseKind.EmptyData:
                caller.Request(1, TestMethods.UnaryPath);
                caller.Data(1, []);
                break;
            case AbuseKind.WindowUpdates:
                caller.WindowUpdate(0, 1);
                break;
            case AbuseKind.IgnoredFrames:
                caller.Frame((FrameType)99, FrameFlags.None, 0, []);
                break;
            case AbuseKind.QueuedControlFrames:
                caller.Hold();
                caller.Frame(FrameType.Ping, FrameFlags.None, 0, new byte[8]);
                caller.Frame(FrameType.Ping, FrameFlags.None, 0, new byte[8]);
                caller.Let();
                break;
            case AbuseKind.SlowReader:
                caller.Request(1, TestMethods.UnaryPath);
                break;
            case AbuseKind.BufferedBytes:
                for (int stream = 1; stream < 5; stream += 2)
                {
                    caller.Request(stream, TestMethods.UnaryPath);
                    caller.Data(stream, ScriptedCaller.Framed(new string('x', 20_000))[..2000]);
                }

                break;
            case AbuseKind.Standstill:
                Assert.True(http2.Memory.TryReserve(13 << 20));
                caller.Request(1, TestMethods.UnaryPath);
                caller.Data(1, ScriptedCaller.Framed(new string('x', 3 << 20))[..10]);
                caller.Time.Advance(TimeSpan.FromSeconds(90));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, "a kind that no test provokes");
        }

        return caller;
    }

    private static ScriptedCaller Start(GrpcServerOptions options) =>
        ScriptedCaller.To(binder => binder.AddUnary(TestMethods.Unary, (_, _) => new TaskCompletionSource<string>().Task), options);

    private int Counted(string name, string tag) => _measured.Count(m => m.Thread == Environment.CurrentManagedThreadId && m.Name == name && m.Tag == tag);
}
