using Peregrine.Protobuf.WellKnownTypes;
using Peregrine.Rpc;
using Peregrine.Tests.Server;

namespace Peregrine.Tests.RichErrors;

public class RichErrorTests
{
    [Fact]
    public async Task Details_travel_with_the_status()
    {
        await using GrpcServer server = new GrpcServer("http://127.0.0.1:0").AddUnary(TestMethods.Unary, (_, _) =>
            throw Peregrine.Rpc.Status.Create(
                StatusCode.InvalidArgument,
                "the request is wrong",
                new BadRequest { FieldViolations = { new BadRequest.FieldViolation { Field = "name", Description = "is empty" } } },
                new RetryInfo { RetryDelay = Duration.FromTimeSpan(TimeSpan.FromSeconds(3)) }).ToRpcException()).Start();
        await using GrpcChannel channel = GrpcChannel.ForAddress(server.Urls[0]);

        var error = await Assert.ThrowsAsync<RpcException>(async () => await channel.CreateCallInvoker().AsyncUnaryCall(TestMethods.Unary, null, default, "x"));
        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.True(error.TryGetDetail(out BadRequest? bad));
        Assert.Equal("name", Assert.Single(bad.FieldViolations).Field);
        Assert.True(error.TryGetDetail(out RetryInfo? retry));
        Assert.Equal(TimeSpan.FromSeconds(3), retry.RetryDelay!.ToTimeSpan());
        Assert.False(error.TryGetDetail(out QuotaFailure? _));
        Assert.Equal("the request is wrong", error.GetRpcStatus()!.Message);
    }

    [Fact]
    public void An_error_without_details_has_none() =>
        Assert.Null(new RpcException(new Peregrine.Status(StatusCode.NotFound, "")).GetRpcStatus());

    [Fact]
    public void Details_that_cannot_be_read_do_not_hide_the_error()
    {
        var error = new RpcException(new Peregrine.Status(StatusCode.NotFound, ""), new Metadata { { "grpc-status-details-bin", [0xFF, 0xFF, 0xFF] } });
        Assert.Null(error.GetRpcStatus());
        Assert.False(error.TryGetDetail(out BadRequest? _));
    }
}
