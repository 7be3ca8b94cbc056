using Peregrine.Tests.Client.Calls;

namespace Peregrine.Tests.InProcess;

/// <summary>The calls of <see cref="CallContract"/> within the process.</summary>
public sealed class InProcessCallTests : CallContract
{
    protected override string[] Urls => [];

    protected override GrpcChannel Connect(GrpcServer server) => server.CreateChannel();

    [Fact]
    public async Task Neither_side_sees_what_the_other_does_to_its_message_afterwards()
    {
        var method = new Method<byte[], byte[]>(MethodType.Unary, "test.Raw", "Echo", Marshallers.Raw, Marshallers.Raw);
        byte[] kept = [];
        await using GrpcServer server = new GrpcServer().AddUnary(method, (request, _) =>
        {
            request[0] = 9;
            kept = request;
            return Task.FromResult(request);
        }).Start();
        await using GrpcChannel channel = server.CreateChannel();

        byte[] sent = [1, 2, 3];
        byte[] answer = await channel.CreateCallInvoker().AsyncUnaryCall(method, null, default, sent);
        Assert.Equal([1, 2, 3], sent);
        kept[1] = 9;
        Assert.Equal([9, 2, 3], answer);
    }
}
