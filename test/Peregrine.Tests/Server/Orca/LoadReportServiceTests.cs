using Peregrine.Orca;
using Peregrine.Protobuf.WellKnownTypes;
using Peregrine.Testing;

namespace Peregrine.Tests.Server.Orca;

public sealed class LoadReportServiceTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData(1, 30)]
    [InlineData(45, 45)]
    [InlineData(-1, 30)]
    public async Task A51_it_reports_at_once_and_again_after_the_interval_that_was_asked_for_but_not_too_often(int asked, int seconds)
    {
        var time = new FakeTimeProvider();
        var service = new LoadReportService(time);
        await using GrpcServer server = new GrpcServer().Add(service).Start();
        await using GrpcChannel channel = server.CreateChannel();
        using AsyncServerStreamingCall<OrcaLoadReport> reports = new OpenRcaService.OpenRcaServiceClient(channel).StreamCoreMetrics(
            new OrcaLoadReportRequest { ReportInterval = new Duration { Seconds = asked } });
        Assert.True(await reports.ResponseStream.MoveNext().WaitAsync(s_limit));
        Assert.Equal(new OrcaLoadReport(), reports.ResponseStream.Current);

        service.SetReport(new OrcaLoadReport { CpuUtilization = 0.5, NamedMetrics = { ["queue"] = 7 } });
        Task<bool> next = reports.ResponseStream.MoveNext();
        Assert.True(SpinWait.SpinUntil(() => time.ActiveTimers == 1, s_limit));
        time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromTicks(1));
        // The same pause is still under way.
        Assert.Equal(1, time.ActiveTimers);
        Assert.False(next.IsCompleted);
        time.Advance(TimeSpan.FromTicks(1));
        Assert.True(await next.WaitAsync(s_limit));
        Assert.Equal(new OrcaLoadReport { CpuUtilization = 0.5, NamedMetrics = { ["queue"] = 7 } }, reports.ResponseStream.Current);
    }

    [Fact]
    public async Task Reports_do_not_hold_up_a_server_that_stops()
    {
        await using GrpcServer server = new GrpcServer().Add(new LoadReportService()).Start();
        await using GrpcChannel channel = server.CreateChannel();
        using AsyncServerStreamingCall<OrcaLoadReport> reports = new OpenRcaService.OpenRcaServiceClient(channel).StreamCoreMetrics(new OrcaLoadReportRequest());
        Assert.True(await reports.ResponseStream.MoveNext().WaitAsync(s_limit));
        await server.StopAsync(TimeSpan.FromMinutes(5)).WaitAsync(s_limit);
        Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => reports.ResponseStream.MoveNext())).StatusCode);
    }

    [Fact]
    public void An_interval_of_nothing_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new LoadReportService { MinReportInterval = TimeSpan.Zero });
}
