using Peregrine.Client;
using Peregrine.Http2;
using Peregrine.Messages;
using Peregrine.Testing;

namespace Peregrine.Tests.Client;

/// <summary>Connects a channel to scripts: each attempt waits until the test accepts or refuses it.</summary>
internal sealed class ScriptedConnector(FakeTimeProvider time) : Connector
{
    private readonly System.Threading.Channels.Channel<ConnectAttempt> _attempts = System.Threading.Channels.Channel.CreateUnbounded<ConnectAttempt>();
    private readonly RequestHeads _heads = new("http", "test", CompressionProviders.Default.AcceptEncoding);

    /// <summary>How often the channel's connections ask whether their servers live.</summary>
    public KeepAlive KeepAlive { get; set; } = new(Timeout.InfiniteTimeSpan, time);

    /// <summary>Whether attempts succeed without the test's word.</summary>
    public bool IsAutomatic { get; set; }

    /// <summary>The SETTINGS that peers greet with.</summary>
    public (int Id, uint Value)[] Settings { get; set; } = [];

    public override async Task<ClientTransport> ConnectAsync(BackendAddress address, ConnectionSet owner, CancellationToken cancellationToken)
    {
        var transport = new Http2ClientTransport(owner, address.Name, _heads, CompressionProviders.Default, KeepAlive);
        var attempt = new ConnectAttempt(address.Name, time.GetUtcNow(), () => Greet(transport));
        if (IsAutomatic)
            attempt.Accept();
        await _attempts.Writer.WriteAsync(attempt, CancellationToken.None);
        ScriptedPeer peer = await attempt.Outcome.WaitAsync(cancellationToken);
        transport.OnOpened(peer.Connection, new CallPeer(address.Name));
        return transport;
    }

    /// <summary>The next attempt to connect.</summary>
    public async Task<ConnectAttempt> NextAttemptAsync() => await _attempts.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(2));

    /// <summary>Whether an attempt waits to be seen.</summary>
    public bool HasAttempt => _attempts.Reader.TryPeek(out _);

    private ScriptedPeer Greet(Http2ClientTransport transport)
    {
        var peer = ScriptedPeer.ForClient(transport.Observer, time: time);
        transport.OnOpened(peer.Connection, new CallPeer("scripted"));
        return peer.Greet(Settings);
    }
}
