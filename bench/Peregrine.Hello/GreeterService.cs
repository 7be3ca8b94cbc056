namespace Peregrine.Hello;

/// <summary>The server's half.</summary>
internal sealed class GreeterService : Greeter.GreeterBase
{
    public override Task<HelloReply> SayHello(HelloRequest request, ServerCallContext context) => Task.FromResult(new HelloReply { Message = $"Hello {request.Name}" });
}
