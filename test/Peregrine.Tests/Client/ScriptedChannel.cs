using Peregrine.Client;
using Peregrine.Messages;
using Peregrine.Testing;
using Peregrine.Tests.Client.Calls;

namespace Peregrine.Tests.Client;

/// <summary>A real channel against hand-driven servers under fake time.</summary>
internal sealed class ScriptedChannel : IAsyncDisposable
{
    private static int s_channels;

    private ScriptedChannel(GrpcChannel channel, ScriptedConnector connector, FakeTimeProvider time)
    {
        Channel = channel;
        Connector = connector;
        Time = time;
        Invoker = channel.CreateCallInvoker();
    }

    public GrpcChannel Channel { get; }

    public CallInvoker Invoker { get; }

    public ScriptedConnector Connector { get; }

    public FakeTimeProvider Time { get; }

    /// <summary>The connection made first.</summary>
    public ScriptedPeer Peer { get; private set; } = null!;

    /// <summary>A channel that has not connected.</summary>
    /// <param name="options">Options; the clock is replaced.</param>
    /// <param name="addresses">What its name resolves to; one address when none are given.</param>
    public static ScriptedChannel Create(Func<FakeTimeProvider, GrpcChannelOptions>? options = null, params string[] addresses)
    {
        var target = ChannelTarget.Parse(new Uri("ipv4:" + (addresses.Length > 0 ? string.Join(',', addresses) : "10.0.0.1:50051")));
        return Create(options, () => new StaticResolver(target.Addresses!));
    }

    /// <summary>A channel whose name resolves when the test says so.</summary>
    public static ScriptedChannel WithResolver(Resolver resolver) => Create(null, () => resolver);

    private static ScriptedChannel Create(Func<FakeTimeProvider, GrpcChannelOptions>? options, Func<Resolver> newResolver)
    {
        var time = new FakeTimeProvider();
        var connector = new ScriptedConnector(time);
        GrpcChannel channel = GrpcChannel.Create(
            $"test-{Interlocked.Increment(ref s_channels)}", "test", false, options?.Invoke(time) ?? new GrpcChannelOptions { TimeProvider = time, Random = new Random(1) }, CompressionProviders.Default, connector, newResolver);
        return new ScriptedChannel(channel, connector, time);
    }

    /// <summary>A channel with one connection that is ready: calls go out on the test's thread.</summary>
    public static async Task<ScriptedChannel> ConnectAsync(Func<FakeTimeProvider, GrpcChannelOptions>? options = null, params (int Id, uint Value)[] settings)
    {
        ScriptedChannel script = Create(options);
        script.Connector.Settings = settings;
        Task connecting = script.Channel.ConnectAsync();
        script.Peer = (await script.Connector.NextAttemptAsync()).Accept();
        await connecting.WaitAsync(TimeSpan.FromMinutes(2));
        return script;
    }

    public AsyncUnaryCall<string> Unary(string request = "hi", CallOptions options = default) =>
        Invoker.AsyncUnaryCall(EchoServer.Unary, null, options, request);

    public AsyncDuplexStreamingCall<string, string> Duplex(CallOptions options = default) =>
        Invoker.AsyncDuplexStreamingCall(EchoServer.Duplex, null, options);

    public AsyncServerStreamingCall<string> ServerStream(string request = "hi", CallOptions options = default) =>
        Invoker.AsyncServerStreamingCall(EchoServer.ServerStream, null, options, request);

    public AsyncClientStreamingCall<string, string> ClientStream(CallOptions options = default) =>
        Invoker.AsyncClientStreamingCall(EchoServer.ClientStream, null, options);

    /// <summary>Waits until the channel has come to a state, and has set what timers go with it.</summary>
    public async Task Until(ConnectivityState state)
    {
        while (Channel.State is var now && now != state)
            await Channel.WaitForStateChangedAsync(now).WaitAsync(TimeSpan.FromMinutes(2));
        await Channel.FlushControlAsync();
    }

    /// <summary>Waits until calls fail for a reason, and the timers that go with it are set.</summary>
    public async Task UntilFailedWith(string reason)
    {
        while (!(await Unary().AsResult()).Status.Detail.Contains(reason, StringComparison.Ordinal))
            await Task.Yield();
        await Channel.FlushControlAsync();
    }

    public ValueTask DisposeAsync() => Channel.DisposeAsync();
}
