using Peregrine.Tests.Client.Calls;

namespace Peregrine.Tests.Client.Connections;

/// <summary>The calls of <see cref="CallContract"/> over a real loopback socket.</summary>
public sealed class SocketCallTests : CallContract
{
    protected override string[] Urls => ["http://127.0.0.1:0"];

    protected override GrpcChannel Connect(GrpcServer server) => GrpcChannel.ForAddress($"http://127.0.0.1:{server.Port}");
}
