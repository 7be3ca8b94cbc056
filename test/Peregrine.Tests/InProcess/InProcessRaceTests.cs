using Peregrine.Tests.Client.Calls;

namespace Peregrine.Tests.InProcess;

/// <summary>The races of <see cref="CallRaceContract"/> within the process.</summary>
public sealed class InProcessRaceTests : CallRaceContract
{
    protected override string[] Urls => [];

    protected override GrpcChannel Connect(GrpcServer server) => server.CreateChannel();
}
