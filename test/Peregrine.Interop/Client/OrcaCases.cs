using Grpc.Testing;
using Peregrine.Orca;
using Peregrine.Protobuf.WellKnownTypes;

namespace Peregrine.Interop.Client;

/// <summary>What a server tells of its load: in the trailers of a call, and on a stream of its own.</summary>
internal static class OrcaCases
{
    private static readonly TestOrcaReport s_perQuery = new() { CpuUtilization = 0.8210, MemoryUtilization = 0.5847, RequestCost = { ["cost"] = 3456.32 }, Utilization = { ["util"] = 0.30499 } };

    private static readonly TestOrcaReport[] s_outOfBand =
    [
        new() { CpuUtilization = 0.8210, MemoryUtilization = 0.5847, Utilization = { ["util"] = 0.30499 } },
        new() { CpuUtilization = 0.29309, MemoryUtilization = 0.2, Utilization = { ["util"] = 0.2039 } },
    ];

    public static InteropCase[] All { get; } = [InteropCase.Of("orca_per_rpc", PerRpc), new("orca_oob", OutOfBand)];

    private static async Task PerRpc(TestService.TestServiceClient client)
    {
        using AsyncUnaryCall<SimpleResponse> call = client.UnaryCallAsync(new SimpleRequest { OrcaPerQueryReport = s_perQuery });
        await call;
        InteropFailure.Unless(LoadReports.Of(s_perQuery), call.GetTrailers().GetLoadReport(), "report in the trailers");
    }

    private static async Task OutOfBand(InteropTarget target)
    {
        using var enough = new CancellationTokenSource();
        using AsyncServerStreamingCall<OrcaLoadReport> reports = new OpenRcaService.OpenRcaServiceClient(target.Channel).StreamCoreMetrics(
            new OrcaLoadReportRequest { ReportInterval = new Duration { Nanos = 10_000_000 } }, cancellationToken: enough.Token);
        using AsyncDuplexStreamingCall<StreamingOutputCallRequest, StreamingOutputCallResponse> call = target.Client.FullDuplexCall();
        foreach (TestOrcaReport report in s_outOfBand)
        {
            await call.RequestStream.WriteAsync(new StreamingOutputCallRequest { OrcaOobReport = report, ResponseParameters = { new ResponseParameters { Size = 1 } } });
            InteropFailure.Unless(true, await call.ResponseStream.MoveNext(CancellationToken.None), "a response");
            // A report may have been on its way before; the case's own limit ends the search.
            do
                InteropFailure.Unless(true, await reports.ResponseStream.MoveNext(CancellationToken.None), "a report");
            while (!reports.ResponseStream.Current.Equals(LoadReports.Of(report)));
        }
        await call.RequestStream.CompleteAsync();
        InteropFailure.Unless(false, await call.ResponseStream.MoveNext(CancellationToken.None), "a response after the last");
        await enough.CancelAsync();
    }
}
