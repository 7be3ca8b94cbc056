namespace Peregrine.Orca;

/// <summary>
/// Reports a server's load out of band (<c>xds.service.orca.v3.OpenRcaService</c>, gRFC A51): whoever balances calls over several servers keeps a stream open and is told again and again.
/// Add one to a server and tell it what changes. Any thread. Reports of single calls are <see cref="LoadReportExtensions.SetLoadReport"/>.
/// </summary>
public sealed class LoadReportService : OpenRcaService.OpenRcaServiceBase
{
    private const double SecondsOfADay = 24 * 60 * 60;

    private readonly TimeProvider _time;
    private volatile OrcaLoadReport _report = new();

    /// <summary>Creates the service with a report that says nothing.</summary>
    /// <param name="timeProvider">The clock of the reports; null for the system's.</param>
    public LoadReportService(TimeProvider? timeProvider = null) => _time = timeProvider ?? TimeProvider.System;

    /// <summary>The shortest time between two reports on one stream, whatever its reader wants. Default: 30 seconds, as in other gRPC libraries.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan MinReportInterval
    {
        get;
        init => field = value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(value), value, $"{nameof(MinReportInterval)} is more than zero");
    } = TimeSpan.FromSeconds(30);

    /// <summary>Sets what is reported from now on.</summary>
    /// <param name="report">How busy the server is. Not to be changed afterwards; <see cref="OrcaLoadReport.RequestCost"/> is for reports of single calls, and empty here.</param>
    public void SetReport(OrcaLoadReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        _report = report;
    }

    /// <inheritdoc/>
    public override async Task StreamCoreMetrics(OrcaLoadReportRequest request, IServerStreamWriter<OrcaLoadReport> responseStream, ServerCallContext context)
    {
        // A caller may ask for any number; one a day is as good as none.
        TimeSpan wanted = request.ReportInterval is { } asked ? TimeSpan.FromSeconds(Math.Clamp(asked.Seconds + asked.Nanos / 1e9, 0, SecondsOfADay)) : TimeSpan.Zero;
        TimeSpan interval = wanted > MinReportInterval ? wanted : MinReportInterval;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, context.DrainToken);
        try
        {
            while (true)
            {
                await responseStream.WriteAsync(_report).ConfigureAwait(false);
                await Task.Delay(interval, _time, over.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!context.CancellationToken.IsCancellationRequested)
        {
            // Its reader has to look for another server.
            throw new RpcException(new Status(StatusCode.Unavailable, "the server is stopping"));
        }
    }
}
