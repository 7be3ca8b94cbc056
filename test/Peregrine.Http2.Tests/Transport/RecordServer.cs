using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Peregrine.Http2.Transport;

namespace Peregrine.Http2.Tests.Transport;

/// <summary>Serves <see cref="RecordSession"/>s over loopback with one of the engines, and connects plain sockets to itself.</summary>
internal sealed class RecordServer : IAsyncDisposable
{
    private readonly TransportEngine _engine;
    private readonly Action<int> _handler;
    private readonly HandlerProfile? _profile;
    private readonly Socket _listening = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly ConcurrentQueue<Accepted> _accepted = new();

    public RecordServer(TransportEngine engine, Action<int> handler, HandlerProfile? profile = null)
    {
        _engine = engine;
        _handler = handler;
        _profile = profile;
        _listening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listening.Listen();
    }

    /// <summary>A client socket and the server's side of it, on a loop of the test's own if it gives one.</summary>
    public async Task<(RecordClient Client, Accepted Server)> ConnectAsync(EpollLoop? loop = null)
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await client.ConnectAsync(_listening.LocalEndPoint!);
        Socket server = await _listening.AcceptAsync();
        server.NoDelay = true;
        var accepted = new Accepted(_handler, _profile);
        accepted.Start(new RawConnection(server), _engine, loop);
        _accepted.Enqueue(accepted);
        return (new RecordClient(client), accepted);
    }

    public async ValueTask DisposeAsync()
    {
        _listening.Dispose();
        foreach (Accepted accepted in _accepted)
        {
            accepted.Transport.Abort(new TransportError(TransportErrorKind.Aborted, "the test is over"));
            await accepted.Ended.WaitAsync(Limits.Test);
        }
    }

    /// <summary>One server-side connection.</summary>
    internal sealed class Accepted(Action<int> handler, HandlerProfile? profile) : ITransportOwner
    {
        private readonly TaskCompletionSource<TransportError> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<RecordSession> _session = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Role Role => Role.Server;

        public LoopConnection Transport { get; private set; } = null!;

        public Task<TransportError> Ended => _ended.Task;

        public Task<RecordSession> Session => _session.Task;

        public bool WasGreeted { get; private set; }

        public void Start(RawConnection raw, TransportEngine engine, EpollLoop? loop)
        {
            Transport = loop is null ? Engines.Open(raw, null, null, this, engine, TimeProvider.System) : new EpollConnection(raw, loop, this, TimeProvider.System);
            Transport.Start();
        }

        public ITransportSession MakeSession(TransportConnection transport)
        {
            var session = new RecordSession(transport, handler, profile);
            _session.SetResult(session);
            return session;
        }

        public void Greeted()
        {
        }

        void ITransportOwner.Ended(TransportError why, bool greeted)
        {
            WasGreeted = greeted;
            _ended.SetResult(why);
        }
    }
}
