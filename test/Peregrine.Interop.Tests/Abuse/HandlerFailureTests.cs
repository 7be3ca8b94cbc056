using Grpc.Testing;
using Peregrine.Interop.Client;
using Peregrine.Protobuf;

namespace Peregrine.Interop.Tests.Abuse;

public sealed class HandlerFailureTests
{
    private const string Secret = "the password is swordfish";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_exception_in_a_handler_is_UNKNOWN_without_its_text_unless_asked_for_and_is_logged_once(bool detailedErrors)
    {
        using var log = new RecordingLog();
        var options = new GrpcServerOptions { LoggerFactory = log, DetailedErrors = detailedErrors };
        await using GrpcServer server = new GrpcServer(options, "http://127.0.0.1:0").Add(new FailingService()).Start();
        await using InteropTarget target = InteropTarget.Plaintext("127.0.0.1", server.Port);

        RpcException failure = await Assert.ThrowsAsync<RpcException>(async () => await target.Client.EmptyCallAsync(new Empty()));

        Assert.Equal(StatusCode.Unknown, failure.StatusCode);
        Assert.Equal(detailedErrors, failure.Status.Detail.Contains(Secret, StringComparison.Ordinal));
        await log.Contains("/grpc.testing.TestService/EmptyCall");
        Assert.Single(log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal));
        Assert.Equal(1, (await target.Client.UnaryCallAsync(new SimpleRequest())).Payload!.Body.Length);
    }

    [Fact]
    public async Task A_request_over_the_limit_is_RESOURCE_EXHAUSTED_naming_limit_size_and_option()
    {
        var options = new GrpcServerOptions { MaxReceiveMessageSize = 1000 };
        await using GrpcServer server = new GrpcServer(options, "http://127.0.0.1:0").Add(new FailingService()).Start();
        await using InteropTarget target = InteropTarget.Plaintext("127.0.0.1", server.Port);
        var request = new SimpleRequest { Payload = UnaryCases.Zeros(5000) };

        RpcException failure = await Assert.ThrowsAsync<RpcException>(async () => await target.Client.UnaryCallAsync(request));

        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
        Assert.Contains($"{request.ToByteArray().Length}", failure.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("1000", failure.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("MaxReceiveMessageSize", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_response_over_the_clients_limit_is_RESOURCE_EXHAUSTED_naming_limit_size_and_option()
    {
        await using GrpcServer server = new GrpcServer("http://127.0.0.1:0").Add(new FailingService()).Start();
        await using GrpcChannel channel = GrpcChannel.ForAddress($"http://127.0.0.1:{server.Port}", new GrpcChannelOptions { MaxReceiveMessageSize = 1000 });

        RpcException failure = await Assert.ThrowsAsync<RpcException>(async () =>
            await new TestService.TestServiceClient(channel).UnaryCallAsync(new SimpleRequest { ResponseSize = 5000 }));

        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
        Assert.Contains("1000", failure.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("MaxReceiveMessageSize", failure.Status.Detail, StringComparison.Ordinal);
    }

    private sealed class FailingService : TestService.TestServiceBase
    {
        public override Task<Empty> EmptyCall(Empty request, ServerCallContext context) => throw new InvalidOperationException(Secret);

        public override Task<SimpleResponse> UnaryCall(SimpleRequest request, ServerCallContext context) =>
            Task.FromResult(new SimpleResponse { Payload = UnaryCases.Zeros(Math.Max(1, request.ResponseSize)) });
    }
}
