using Peregrine.Orca;
using Peregrine.Protobuf;

namespace Peregrine;

/// <summary>Load reports of single calls, in their trailers (gRFC A51).</summary>
public static class LoadReportExtensions
{
    private const string Trailer = "endpoint-load-metrics-bin";

    /// <summary>Puts a report into the trailers of a call, for whoever balances calls over several servers: <c>context.ResponseTrailers.SetLoadReport(report)</c>. Replaces one that is there.</summary>
    /// <param name="trailers">The trailers.</param>
    /// <param name="report">How busy the server is, and what the call cost.</param>
    public static void SetLoadReport(this Metadata trailers, OrcaLoadReport report)
    {
        ArgumentNullException.ThrowIfNull(trailers);
        ArgumentNullException.ThrowIfNull(report);
        while (trailers.Get(Trailer) is { } earlier)
            trailers.Remove(earlier);
        trailers.Add(Trailer, report.ToByteArray());
    }

    /// <summary>The report in the trailers of a call; null when there is none, or none that can be read.</summary>
    public static OrcaLoadReport? GetLoadReport(this Metadata trailers)
    {
        ArgumentNullException.ThrowIfNull(trailers);
        if (trailers.GetValueBytes(Trailer) is not { } bytes)
            return null;
        try
        {
            return OrcaLoadReport.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            // What a server says of itself must not fail its call.
            return null;
        }
    }
}
