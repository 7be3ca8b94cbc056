using System.Collections.Concurrent;
using System.Diagnostics;
using OpenTelemetry;

namespace Peregrine.Tests.Telemetry;

/// <summary>Keeps the spans that the OpenTelemetry SDK exports.</summary>
internal sealed class CollectedSpans : BaseExporter<Activity>
{
    public ConcurrentQueue<Activity> Spans { get; } = new();

    public override ExportResult Export(in Batch<Activity> batch)
    {
        foreach (Activity span in batch)
            Spans.Enqueue(span);
        return ExportResult.Success;
    }
}
