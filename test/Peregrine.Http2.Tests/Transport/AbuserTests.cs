using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Peregrine.Http2.Frames;
using Peregrine.Testing;

namespace Peregrine.Http2.Tests.Transport;

/// <summary>
/// Every budget against a real peer on a real socket, beside another connection that goes on asking: the abuser is gone, what it held is collected, what it
/// took of the common budget is back, and the other connection has missed nothing.
/// </summary>
[Collection(nameof(Alone))]
public sealed class AbuserTests
{
    private const int MemoryBytes = 256 << 20;

    // Enough of each frame to get past what a socket's buffers hold, well within what a test may take.
    private const int MostBursts = 4000;

    private static readonly byte[] s_request = [0x83, 0x86, 0x84];

    private static readonly Dictionary<string, (AbuseKind Kind, Func<Attack> Make)> s_attacks = new()
    {
        ["rapid reset"] = (AbuseKind.StreamResets, () => new Attack { Burst = i => [.. Headers(Odd(i), FrameFlags.EndHeaders, s_request), .. Reset(Odd(i))] }),
        ["requests that break a rule"] = (AbuseKind.StreamResets, () => new Attack { Burst = i => Headers(Odd(i), FrameFlags.EndHeaders | FrameFlags.EndStream, [0x83]) }),
        ["headers that are too large"] = (AbuseKind.HeaderList, () => new Attack { Burst = i => Headers(Odd(i), FrameFlags.EndHeaders | FrameFlags.EndStream, [.. s_request, .. Field(8000), .. Field(8000)]) }),
        ["a header list without end"] = (AbuseKind.HeaderList, () => new Attack
        {
            Burst = i => i == 0
                ? Headers(1, FrameFlags.EndHeaders | FrameFlags.EndStream, [.. s_request, 0x40, 0x7f, 0xa1, 0x1e, .. Enumerable.Repeat((byte)'x', 4000), 0])
                : Headers(Odd(i), FrameFlags.EndHeaders | FrameFlags.EndStream, [.. s_request, .. Enumerable.Repeat((byte)0xbe, 2000)]),
        }),
        ["CONTINUATION without end"] = (AbuseKind.HeaderBlock, () => new Attack { Burst = i => i == 0 ? Headers(1, FrameFlags.None, s_request) : Continuation([]) }),
        ["a header block without end"] = (AbuseKind.HeaderBlock, () => new Attack { Burst = i => i == 0 ? Headers(1, FrameFlags.None, s_request) : Continuation(new byte[16_000]) }),
        ["PING"] = (AbuseKind.Pings, () => new Attack { Burst = _ => Frame(FrameType.Ping, FrameFlags.None, 0, new byte[8]) }),
        ["SETTINGS"] = (AbuseKind.Settings, () => new Attack { Burst = _ => Frame(FrameType.Settings, FrameFlags.None, 0, []) }),
        ["empty DATA"] = (AbuseKind.EmptyData, () => new Attack { Burst = i => i == 0 ? Headers(1, FrameFlags.EndHeaders, s_request) : Frame(FrameType.Data, FrameFlags.None, 1, []) }),
        ["WINDOW_UPDATE"] = (AbuseKind.WindowUpdates, () => new Attack { Burst = _ => Frame(FrameType.WindowUpdate, FrameFlags.None, 0, [0, 0, 0, 1]) }),
        ["PRIORITY"] = (AbuseKind.IgnoredFrames, () => new Attack { Burst = _ => Frame(FrameType.Priority, FrameFlags.None, 1, new byte[5]) }),
        ["frames of unknown type"] = (AbuseKind.IgnoredFrames, () => new Attack { Burst = _ => Frame((FrameType)0x77, FrameFlags.None, 1, new byte[100]) }),
        ["trailers of streams that are over"] = (AbuseKind.IgnoredFrames, () => new Attack
        {
            Burst = i => i == 0 ? [.. Headers(1, FrameFlags.EndHeaders, s_request), .. Frame(FrameType.WindowUpdate, FrameFlags.None, 1, new byte[4])] : Headers(1, FrameFlags.EndHeaders | FrameFlags.EndStream, [0, 1, (byte)'a', 0]),
        }),
        ["resets of streams that are over"] = (AbuseKind.IgnoredFrames, () => new Attack { Burst = i => i == 0 ? [.. Headers(1, FrameFlags.EndHeaders, s_request), .. Reset(1)] : Repeat(Reset(1), 10) }),
        ["headers that refer to one long entry"] = (AbuseKind.BufferedBytes, () => new Attack
        {
            Burst = i => i == 0
                ? Headers(1, FrameFlags.EndHeaders, [.. s_request, 0x40, 0x7f, 0xa1, 0x1e, .. Enumerable.Repeat((byte)'x', 4000), 0])
                : Headers(Odd(i), FrameFlags.EndHeaders, [.. s_request, 0, 1, (byte)'n', 4, .. System.Text.Encoding.ASCII.GetBytes($"{i:D4}"), 0xbe]),
        }),
        ["GOAWAY"] = (AbuseKind.IgnoredFrames, () => new Attack { Burst = i => i == 0 ? Headers(1, FrameFlags.EndHeaders, s_request) : Frame(FrameType.GoAway, FrameFlags.None, 0, new byte[8]) }),
        ["answers that it does not read"] = (AbuseKind.QueuedControlFrames, () => new Attack
        {
            Reads = false,
            Limits = new AbuseLimits { Pings = int.MaxValue, QueuedControlBytes = 64 * 1024 },
            Burst = _ => Repeat(Frame(FrameType.Ping, FrameFlags.None, 0, new byte[8]), 1000),
        }),
        ["replies that it does not read"] = (AbuseKind.SlowReader, () => new Attack
        {
            Reads = false,
            Limits = new AbuseLimits { UnsentBytes = 256 * 1024 },
            Burst = i => [.. Enumerable.Range(i * 20, 20).SelectMany(n => Headers(Odd(n), FrameFlags.EndHeaders | FrameFlags.EndStream, s_request))],
        }),
        ["data that it does not read"] = (AbuseKind.SlowReader, () => new Attack
        {
            Reads = false,
            WaitsForTime = true,
            Settings = [0, 4, 0x7f, 0xff, 0xff, 0xff],
            Burst = i => i == 0 ? [.. Frame(FrameType.WindowUpdate, FrameFlags.None, 0, [0x7f, 0, 0, 0]), .. Headers(1, FrameFlags.EndHeaders | FrameFlags.EndStream, [0x83, 0x86, 0x04, 6, .. "/large"u8])] : [],
        }),
        ["data that it gives no window for while memory is scarce"] = (AbuseKind.Standstill, () => new Attack
        {
            Settings = [0, 4, 0, 0, 0, 0],
            WaitsForTime = true,
            IsMemoryScarce = true,
            Burst = i => i == 0 ? Headers(1, FrameFlags.EndHeaders | FrameFlags.EndStream, [0x83, 0x86, 0x04, 6, .. "/large"u8]) : [],
        }),
        ["data that it gives no window for"] = (AbuseKind.BufferedBytes, () => new Attack
        {
            Settings = [0, 4, 0, 0, 0, 0],
            IsBorne = true,
            Burst = i => i < 4 ? Headers(Odd(i), FrameFlags.EndHeaders | FrameFlags.EndStream, [0x83, 0x86, 0x04, 6, .. "/large"u8]) : [],
        }),
    };

    public static TheoryData<string, TransportEngine> Attacks
    {
        get
        {
            var data = new TheoryData<string, TransportEngine>();
            foreach (string attack in s_attacks.Keys)
            {
                data.Add(attack, TransportEngine.Socket);
                if (OperatingSystem.IsLinux()) data.Add(attack, TransportEngine.Epoll);
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Attacks))]
    public async Task An_abuser_is_gone_its_memory_is_back_and_others_have_missed_nothing(string name, TransportEngine engine)
    {
        Attack attack = s_attacks[name].Make();
        var time = new FakeTimeProvider();
        var memory = new MemoryBudget(MemoryBytes);
        var watch = new WatchedServer();
        long others = attack.IsMemoryScarce ? MemoryBytes - (MemoryBytes / 4) : 0;
        Assert.True(memory.TryReserve(others));
        var options = new Http2Options { MaxHeldHeaderBytes = 1 << 20, Abuse = attack.Limits, MaxHeaderListBytes = 8192, Memory = memory, MaxQueuedBytes = 20 << 20, MaxConcurrentStreams = 5000 };
        await using Http2Listener listener = Http2Server.Listen(
            Http2Endpoint.Parse("127.0.0.1:0"), new() { Engine = engine, Http2 = options, TimeProvider = time }, watch.Accept);
        Http2Connection other = await HelloServer.ConnectAsync(listener, new());
        await HelloServer.AskAsync(other);

        (WeakReference connection, long asked) = await RunAttackAsync(attack, time, listener, watch, other);

        Assert.Contains(watch.Reports, report => report.Kind == s_attacks[name].Kind);
        Assert.All(watch.Reports, report => Assert.True(report.Observed > report.Limit || report.Kind is AbuseKind.SlowReader or AbuseKind.Standstill, report.ToString()));
        Assert.True(asked > 0, "the other connection was not asked meanwhile");
        await HelloServer.AskAsync(other);
        Assert.Single(listener.Connections);
        Assert.Equal(others, memory.Used);
        Assert.True(await Garbage.IsCollectedAsync(connection), "something still holds the abuser's connection");
    }

    [Theory, MemberData(nameof(EngineTests.Engines), MemberType = typeof(EngineTests))]
    public async Task Half_open_handshakes_are_cut_off_counted_and_forgotten_and_others_have_missed_nothing(TransportEngine engine)
    {
        const int Abusers = 200;
        const int Rounds = 3;
        var time = new FakeTimeProvider();
        var failures = new ConcurrentBag<TransportErrorKind>();
        await using Http2Listener listener = HelloServer.Listen(new() { Engine = engine, TimeProvider = time, HandshakeFailed = failure => failures.Add(failure.Error.Kind) });
        Http2Connection other = await HelloServer.ConnectAsync(listener, new());
        await HoldHandshakesAsync(20);
        // The least of some rounds: whatever else the process has begun or finished meanwhile is not the handshakes'.
        (long held, long left) = (long.MaxValue, long.MaxValue);
        for (int round = 0; round < Rounds; round++)
        {
            long before = GC.GetTotalMemory(forceFullCollection: true);
            held = Math.Min(held, await HoldHandshakesAsync(Abusers) - before);
            left = Math.Min(left, GC.GetTotalMemory(forceFullCollection: true) - before);
        }

        Assert.Equal((Rounds * Abusers) + 20, listener.Counters.HandshakesFailed);
        Assert.All(failures, kind => Assert.Equal(TransportErrorKind.HandshakeTimeout, kind));
        Assert.True(held / Abusers < 10 * 1024, $"each half-open handshake, both ends of it, holds {held / Abusers} bytes");
        Assert.True(left / Abusers < 2 * 1024, $"{left / Abusers} bytes are left of each handshake");
        await HelloServer.AskAsync(other);
        Assert.Single(listener.Connections);

        async Task<long> HoldHandshakesAsync(int count)
        {
            long sofar = listener.Counters.HandshakesFailed;
            List<Socket> sockets = [];
            for (int i = 0; i < count; i++)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                sockets.Add(socket);
                await socket.ConnectAsync(listener.LocalEndPoints[0]);
                await socket.SendAsync("PRI * HTTP/2.0\r\n"u8.ToArray());
                await HelloServer.AskAsync(other);
            }

            // Accepted in order: this one comes after all of them.
            Http2Connection last = await HelloServer.ConnectAsync(listener, new());
            long all = GC.GetTotalMemory(forceFullCollection: true);
            time.Advance(TimeSpan.FromSeconds(10));
            foreach (Socket socket in sockets)
            {
                using var client = new RecordClient(socket);
                await client.IsCutOffAsync();
            }

            last.Abort(ErrorCode.NoError, "");
            while (listener.Counters.HandshakesFailed < sofar + count || listener.Connections.Count > 1) await Task.Yield();
            return all;
        }
    }

    // A method of its own, so that nothing of the abuser lives in a local of the test.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<(WeakReference Connection, long Asked)> RunAttackAsync(
        Attack attack, FakeTimeProvider time, Http2Listener listener, WatchedServer watch, Http2Connection other)
    {
        watch.NextIsTheAbuser();
        using var abuser = new Abuser(listener.Port, attack);
        WeakReference connection = await watch.Abuser.WaitAsync(Limits.Test);
        long asked = 0;
        Task attacking = abuser.RunAsync(MostBursts, watch.Gone, AskAsync);
        if (!attack.WaitsForTime) await Task.WhenAny(attacking, watch.Reported).WaitAsync(Limits.Test);
        while (!watch.Reported.IsCompleted)
        {
            Assert.True(attack.WaitsForTime && abuser.Elapsed < Limits.Test, $"nobody minds the abuser after {abuser.Bursts} bursts");
            await AskAsync();
            time.Advance(TimeSpan.FromSeconds(10));
        }

        if (attack.IsBorne) abuser.Dispose();
        while (!watch.Gone.IsCompleted || listener.Connections.Count > 1)
        {
            // What cannot be delivered to a peer that does not read is dropped two seconds after the GOAWAY.
            Assert.True(abuser.Elapsed < Limits.Test, $"the abuser is still there after {abuser.Bursts} bursts");
            await AskAsync();
            time.Advance(TimeSpan.FromSeconds(0.1));
        }

        await attacking.WaitAsync(Limits.Test);
        return (connection, asked);

        async Task AskAsync()
        {
            await HelloServer.AskAsync(other);
            Interlocked.Increment(ref asked);
        }
    }

    private static int Odd(int i) => (2 * i) + 1;

    private static byte[] Headers(int stream, FrameFlags flags, byte[] block) => Frame(FrameType.Headers, flags, stream, block);

    private static byte[] Continuation(byte[] fragment) => Frame(FrameType.Continuation, FrameFlags.None, 1, fragment);

    private static byte[] Reset(int stream) => Frame(FrameType.RstStream, FrameFlags.None, stream, [0, 0, 0, 8]);

    private static byte[] Frame(FrameType type, FrameFlags flags, int stream, byte[] payload) => new WireFrame(type, flags, stream, payload).ToBytes();

    // RFC 7541 §6.2.2: a literal with a new name; the length of the value as §5.1 writes it.
    private static byte[] Field(int bytes) => [0, 1, (byte)'x', 127, (byte)(((bytes - 127) & 0x7f) | 0x80), (byte)((bytes - 127) >> 7), .. Enumerable.Repeat((byte)'v', bytes)];

    private static byte[] Repeat(byte[] frame, int times) => [.. Enumerable.Repeat(frame, times).SelectMany(bytes => bytes)];
}
