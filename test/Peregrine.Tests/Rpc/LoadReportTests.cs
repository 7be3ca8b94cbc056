using Peregrine.Orca;
using Peregrine.Tests.Server;

namespace Peregrine.Tests.RichErrors;

public sealed class LoadReportTests
{
    [Fact]
    public async Task A51_a_handlers_report_comes_with_the_trailers_of_its_call()
    {
        await using GrpcServer server = new GrpcServer().AddUnary(TestMethods.Unary, (request, context) =>
        {
            context.ResponseTrailers.SetLoadReport(new OrcaLoadReport { CpuUtilization = 1 });
            context.ResponseTrailers.SetLoadReport(new OrcaLoadReport { CpuUtilization = 0.25, RequestCost = { ["rows"] = 12 } });
            return Task.FromResult(request);
        }).Start();
        await using GrpcChannel channel = server.CreateChannel();
        using AsyncUnaryCall<string> call = channel.CreateCallInvoker().AsyncUnaryCall(TestMethods.Unary, null, default, "x");
        await call;
        Assert.Single(call.GetTrailers().GetAll("endpoint-load-metrics-bin"));
        Assert.Equal(new OrcaLoadReport { CpuUtilization = 0.25, RequestCost = { ["rows"] = 12 } }, call.GetTrailers().GetLoadReport());
    }

    [Fact]
    public void No_report_and_one_that_cannot_be_read_are_none()
    {
        Assert.Null(new Metadata().GetLoadReport());
        Assert.Null(new Metadata { { "endpoint-load-metrics-bin", [0x09, 1] } }.GetLoadReport());
    }
}
