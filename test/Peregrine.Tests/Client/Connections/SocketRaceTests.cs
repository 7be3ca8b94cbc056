using Peregrine.Tests.Client.Calls;

namespace Peregrine.Tests.Client.Connections;

/// <summary>The races of <see cref="CallRaceContract"/> over a real loopback socket.</summary>
public sealed class SocketRaceTests : CallRaceContract
{
    protected override string[] Urls => ["http://127.0.0.1:0"];

    protected override GrpcChannel Connect(GrpcServer server) => GrpcChannel.ForAddress($"http://127.0.0.1:{server.Port}");
}
