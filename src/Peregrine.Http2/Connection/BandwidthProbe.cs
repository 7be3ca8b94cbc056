using Peregrine.Http2.FlowControl;

namespace Peregrine.Http2;

/// <summary>Lets receive windows grow with the bandwidth-delay product, within the memory budget. The connection's loop only.</summary>
internal sealed class BandwidthProbe(Http2Connection connection, Http2Options options, TimeProvider time)
{
    // One stream may use its whole window while others do too.
    private const int StreamsPerConnectionWindow = 4;

    // Our SETTINGS are the first thing sent: their answer meets no traffic of ours.
    private readonly long _begun = time.GetTimestamp();
    private long _probedAt;
    private int _granted = options.InitialStreamWindowBytes;
    private BandwidthEstimate _estimate = new(options.InitialStreamWindowBytes, Math.Max(options.MaxStreamWindowBytes, options.InitialStreamWindowBytes));

    /// <summary>DATA arrived.</summary>
    public void Receive(int bytes)
    {
        if (_estimate.Receive(bytes))
        {
            _probedAt = time.GetTimestamp();
            connection.Pings.Send(PingTracker.Bandwidth);
        }
    }

    /// <summary>The answer to our first SETTINGS arrived.</summary>
    public void ReceiveSettingsAck() => _estimate.Measure(time.GetElapsedTime(_begun));

    /// <summary>The answer to a probe arrived.</summary>
    public void ReceiveAck()
    {
        // What the budget refused before is reserved now too.
        if (!_estimate.ReceiveAck(time.GetElapsedTime(_probedAt)) || _estimate.Window - _granted is var growth && !options.Memory.TryReserveSpare(growth))
        {
            return;
        }
        _granted = _estimate.Window;
        using (connection.Gate.Hold())
        {
            connection.Reserved += growth;
            connection.Inbound.StreamTarget = _estimate.Window;
            connection.Inbound.RaiseConnection((int)Math.Min((long)_estimate.Window * StreamsPerConnectionWindow, FlowWindow.Max));
        }
    }
}
