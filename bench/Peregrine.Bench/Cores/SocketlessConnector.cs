using Peregrine.Bench.Servers;
using Peregrine.Client;
using Peregrine.Http2;
using Peregrine.Messages;

namespace Peregrine.Bench.Cores;

/// <summary>Connects a channel, once, to a server that answers every unary call with the same bytes.</summary>
internal sealed class SocketlessConnector : Connector
{
    private const int PayloadBytes = 16;

    public SocketlessConnection? Client { get; private set; }

    public SocketlessConnection? Server { get; private set; }

    public override Task<ClientTransport> ConnectAsync(BackendAddress address, ConnectionSet owner, CancellationToken cancellationToken)
    {
        var transport = new Http2ClientTransport(
            owner, address.Name, new RequestHeads("http", "127.0.0.1:50051", CompressionProviders.Default.AcceptEncoding), CompressionProviders.Default,
            new KeepAlive(Timeout.InfiniteTimeSpan, TimeProvider.System));
        Client = SocketlessConnection.Open(Peregrine.Http2.Role.Client, connection =>
        {
            transport.OnOpened(connection, new CallPeer(address.Name));
            return transport.Observer;
        });
        Server = SocketlessConnection.Open(Peregrine.Http2.Role.Server, static _ => new SameAnswer());

        // Prefaces, settings, and what they ask for.
        for (int i = 0; i < 4; i++)
        {
            Server.Receive(Client.TakeSent());
            Client.Receive(Server.TakeSent());
        }

        return Task.FromResult<ClientTransport>(transport);
    }

    private sealed class SameAnswer : Http2ConnectionObserver
    {
        private readonly Answer _answer = new(GrpcFrame.SimpleResponse(PayloadBytes));

        public override Http2StreamObserver? AcceptStream(Http2Connection connection, Http2Stream stream, in HeaderBlock headers, bool endStream) => _answer;
    }

    private sealed class Answer(byte[] message) : Http2StreamObserver
    {
        public override int OnData(Http2Stream stream, ReadOnlySpan<byte> data, bool endStream)
        {
            stream.SendResponse(GrpcHeaders.Response, null, message, GrpcHeaders.Ok);
            return data.Length;
        }

        public override void OnClosed(Http2Stream stream, in StreamEnd end) => stream.Release();
    }
}
