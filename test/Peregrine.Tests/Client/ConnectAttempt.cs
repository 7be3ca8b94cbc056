using Peregrine.Http2;
using Peregrine.Testing;

namespace Peregrine.Tests.Client;

/// <summary>One attempt of a channel to connect, for a test to decide.</summary>
internal sealed class ConnectAttempt(string address, DateTimeOffset startedAt, Func<ScriptedPeer> connect)
{
    private readonly TaskCompletionSource<ScriptedPeer> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Address { get; } = address;

    public DateTimeOffset StartedAt { get; } = startedAt;

    public Task<ScriptedPeer> Outcome => _outcome.Task;

    /// <summary>The peer greets: the connection is ready.</summary>
    public ScriptedPeer Accept()
    {
        ScriptedPeer peer = connect();
        _outcome.TrySetResult(peer);
        return peer;
    }

    /// <summary>The attempt fails at a stage.</summary>
    public void Refuse(ConnectStage stage = ConnectStage.Socket, string why = "connection refused") =>
        _outcome.TrySetException(new Http2ConnectException(stage, Address, new TransportError(TransportErrorKind.Reset, why)));
}
