namespace Peregrine.Http2;

/// <summary>The PINGs that are under way and what each is for. Guarded by the connection's gate, which its methods take themselves.</summary>
internal sealed class PingTracker(Http2Connection connection, TimeProvider time)
{
    /// <summary>The payload of keepalive PINGs.</summary>
    public const ulong KeepAlive = 1;

    /// <summary>The payload of PINGs that measure bandwidth.</summary>
    public const ulong Bandwidth = 2;

    /// <summary>The payload of the PING that follows the first GOAWAY.</summary>
    public const ulong Drain = 3;

    private const ulong FirstMeasurement = 0x100;

    private readonly Dictionary<ulong, Measurement> _measurements = new(0);
    private ulong _next = FirstMeasurement;

    /// <summary>Whether a keepalive PING waits for its answer.</summary>
    public bool KeepAliveWaits { get; private set; }

    /// <summary>Keepalive PINGs sent.</summary>
    public long KeepAlivesSent { get; private set; }

    /// <summary>Asks whether the peer lives.</summary>
    public void SendKeepAlive()
    {
        using (connection.Gate.Hold())
        {
            KeepAliveWaits = true;
            KeepAlivesSent++;
        }
        Send(KeepAlive);
    }

    /// <summary>Sends a PING with one of the payloads above.</summary>
    public void Send(ulong opaque)
    {
        bool flush;
        using (connection.Gate.Hold())
        {
            connection.Outbound.Frames.WritePing(opaque, ack: false);
            flush = connection.ClaimFlush();
        }
        connection.FlushIf(flush);
    }

    /// <summary>Measures one round trip.</summary>
    public async ValueTask<TimeSpan> MeasureAsync(CancellationToken cancellationToken)
    {
        var measurement = new Measurement(time.GetTimestamp());
        ulong opaque;
        using (connection.Gate.Hold())
        {
            if (connection.IsEnding)
            {
                throw new InvalidOperationException("The connection has ended.");
            }
            opaque = _next++;
            _measurements.Add(opaque, measurement);
        }
        Send(opaque);
        try
        {
            return await measurement.Done.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            using (connection.Gate.Hold())
            {
                _measurements.Remove(opaque);
            }
        }
    }

    /// <summary>An answer arrived. One to nothing is ignored.</summary>
    public void ReceiveAck(ulong opaque)
    {
        switch (opaque)
        {
            case KeepAlive:
                KeepAliveWaits = false;
                return;
            case Bandwidth:
                connection.Bandwidth.ReceiveAck();
                return;
            case Drain:
                connection.Ending.FinishDrain();
                return;
            default:
                Measurement? measurement;
                using (connection.Gate.Hold())
                {
                    _measurements.TryGetValue(opaque, out measurement);
                }
                measurement?.Done.TrySetResult(time.GetElapsedTime(measurement.SentAt));
                return;
        }
    }

    /// <summary>The connection ended: nobody waits any longer.</summary>
    public void Fail(string reason)
    {
        using (connection.Gate.Hold())
        {
            foreach (Measurement measurement in _measurements.Values)
            {
                measurement.Done.TrySetException(new IOException($"The connection ended before the answer to PING came: {reason}"));
            }
        }
    }

    private sealed class Measurement(long sentAt)
    {
        public long SentAt { get; } = sentAt;

        public TaskCompletionSource<TimeSpan> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
