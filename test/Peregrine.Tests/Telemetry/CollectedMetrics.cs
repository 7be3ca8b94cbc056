using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Peregrine.Tests.Telemetry;

/// <summary>Keeps what the OpenTelemetry SDK exports: each point with its labels, its count and sum, and its buckets.</summary>
internal sealed class CollectedMetrics : BaseExporter<Metric>
{
    private readonly Lock _gate = new();

    // Guarded by _gate; the last export, which is cumulative.
    private List<CollectedPoint> _points = [];

    public IReadOnlyList<CollectedPoint> Points
    {
        get
        {
            lock (_gate)
                return _points;
        }
    }

    public override ExportResult Export(in Batch<Metric> batch)
    {
        var points = new List<CollectedPoint>();
        foreach (Metric metric in batch)
        {
            foreach (ref readonly MetricPoint point in metric.GetMetricPoints())
                points.Add(Read(metric, point));
        }

        lock (_gate)
            _points = points;
        return ExportResult.Success;
    }

    private static CollectedPoint Read(Metric metric, in MetricPoint point)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (KeyValuePair<string, object?> tag in point.Tags)
            labels[tag.Key] = $"{tag.Value}";
        if (metric.MetricType != MetricType.Histogram)
            return new CollectedPoint(metric.Name, metric.Unit, $"{metric.MetricType}", labels, point.GetSumLong(), point.GetSumLong(), []);
        var bounds = new List<double>();
        foreach (HistogramBucket bucket in point.GetHistogramBuckets())
        {
            if (!double.IsPositiveInfinity(bucket.ExplicitBound))
                bounds.Add(bucket.ExplicitBound);
        }

        return new CollectedPoint(metric.Name, metric.Unit, $"{metric.MetricType}", labels, point.GetHistogramCount(), point.GetHistogramSum(), bounds);
    }
}
