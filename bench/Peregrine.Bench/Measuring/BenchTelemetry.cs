using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Peregrine.Bench.Measuring;

/// <summary>
/// What a program that watches itself attaches: a listener to every instrument of the library, which adds each measurement up, and a listener to its spans,
/// which records one root call in so many and follows what a caller decided.
/// </summary>
internal sealed class BenchTelemetry : IDisposable
{
    private readonly MeterListener _meters = new();
    private readonly ActivityListener _spans;
    private readonly int _oneIn;

    // Counts on each thread: a sampler that drew random numbers would be measured beside the library.
    [ThreadStatic]
    private static int t_roots;

    [ThreadStatic]
    private static double t_sum;

    private BenchTelemetry(double traceRatio)
    {
        _oneIn = traceRatio > 0 ? (int)Math.Round(1 / traceRatio) : int.MaxValue;
        _meters.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Peregrine") listener.EnableMeasurementEvents(instrument);
        };
        _meters.SetMeasurementEventCallback<long>(static (_, value, tags, _) => t_sum += value + tags.Length);
        _meters.SetMeasurementEventCallback<double>(static (_, value, tags, _) => t_sum += value + tags.Length);
        _meters.Start();
        _spans = new ActivityListener { ShouldListenTo = static source => source.Name == "Peregrine", Sample = Sample };
        ActivitySource.AddActivityListener(_spans);
    }

    /// <summary>Attaches both; null for neither when <paramref name="traceRatio"/> is below zero.</summary>
    public static BenchTelemetry? Attach(double traceRatio) => traceRatio < 0 ? null : new BenchTelemetry(traceRatio);

    public void Dispose()
    {
        _meters.Dispose();
        _spans.Dispose();
    }

    private ActivitySamplingResult Sample(ref ActivityCreationOptions<ActivityContext> creation)
    {
        bool recorded = creation.Parent == default ? ++t_roots % _oneIn == 0 : (creation.Parent.TraceFlags & ActivityTraceFlags.Recorded) != 0;
        return recorded ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None;
    }
}
