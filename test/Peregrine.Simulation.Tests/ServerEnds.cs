using System.Diagnostics.Metrics;
using Peregrine.Calls;

namespace Peregrine.Simulation.Tests;

/// <summary>How many calls began and ended on servers of this process while it listened, by status: the server's own account (gRFC A66).</summary>
internal sealed class ServerEnds : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _ends = [];
    private int _started;

    public ServerEnds()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name is "grpc.server.call.started" or "grpc.server.call.duration")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, _, _, _) => Interlocked.Increment(ref _started));
        _listener.SetMeasurementEventCallback<double>((_, _, tags, _) => Note(tags));
        _listener.Start();
    }

    public int Started => Volatile.Read(ref _started);

    public int Ended
    {
        get
        {
            lock (_gate)
                return _ends.Values.Sum();
        }
    }

    public int Of(StatusCode status)
    {
        lock (_gate)
            return _ends.GetValueOrDefault(GrpcTelemetry.StatusName(status));
    }

    public void Dispose() => _listener.Dispose();

    private void Note(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            if (tag.Key != "grpc.status")
                continue;
            lock (_gate)
                _ends[(string)tag.Value!] = _ends.GetValueOrDefault((string)tag.Value!) + 1;
        }
    }
}
