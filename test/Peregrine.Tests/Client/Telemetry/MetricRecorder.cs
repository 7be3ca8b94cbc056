using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Peregrine.Tests.Client.Telemetry;

/// <summary>All measurements of clients while it exists; those of one channel are told by its target.</summary>
internal sealed class MetricRecorder : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(string Name, double Value, string Target, string Tags)> _points = new();

    public MetricRecorder()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Peregrine" && instrument.Name.Split('.') is ["grpc", "client" or "subchannel", ..])
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.Start();
    }

    public List<(double Value, string Tags)> Of(ScriptedChannel script, string name) =>
        [.. _points.Where(point => point.Name == name && point.Target == script.Channel.Target).Select(point => (point.Value, point.Tags))];

    public (double Value, string Tags) Single(ScriptedChannel script, string name) => Assert.Single(Of(script, name));

    public void Dispose() => _listener.Dispose();

    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        Dictionary<string, object?> all = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value);
        all.Remove("grpc.target", out object? target);
        _points.Enqueue((instrument.Name, value, $"{target}", string.Join(',', all.Values)));
    }
}
