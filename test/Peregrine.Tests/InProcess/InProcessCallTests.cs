using Peregrine.Tests.Client.Calls;

namespace Peregrine.Tests.InProcess;

/// <summary>The calls of <see cref="CallContract"/> within the process.</summary>
public sealed class InProcessCallTests : CallContract
{
    protected override string[] Urls => [];

    protected override GrpcChannel Connect(GrpcServer server) => server.CreateChannel();
}
