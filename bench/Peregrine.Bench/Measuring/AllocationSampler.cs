using System.Diagnostics.Tracing;
using System.Globalization;

namespace Peregrine.Bench.Measuring;

/// <summary>
/// What a process allocates, by type: the runtime tells of the object that crosses each 100 KB, so that a type is seen in proportion to its bytes. With the
/// bytes that the runtime counts exactly, and the number of calls, that is bytes and objects a call.
/// </summary>
internal sealed class AllocationSampler : EventListener
{
    private const EventKeywords Gc = (EventKeywords)1;
    private const double SmallestShown = 0.5;

    private readonly Lock _gate = new();

    // Guarded by _gate.
    private readonly Dictionary<string, (long Samples, double Bytes)> _types = [];
    private long _samples;
    private long _allocatedBefore;
    private volatile bool _isOpen;

    /// <summary>Counts from now on.</summary>
    public void Open()
    {
        lock (_gate)
        {
            _types.Clear();
            _samples = 0;
        }

        _allocatedBefore = GC.GetTotalAllocatedBytes(precise: true);
        _isOpen = true;
    }

    /// <summary>Stops counting, and prints what <paramref name="calls"/> calls allocated.</summary>
    public void Print(string side, long calls)
    {
        _isOpen = false;
        double perCall = (GC.GetTotalAllocatedBytes(precise: true) - _allocatedBefore) / (double)Math.Max(1, calls);
        lock (_gate)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{side}: {perCall:F0} bytes a call, over {calls} calls and {_samples} samples"));
            foreach ((string type, (long samples, double bytes)) in _types.OrderByDescending(static type => type.Value.Samples))
            {
                double ofType = perCall * samples / _samples;
                if (ofType < SmallestShown) continue;
                double size = bytes / samples;
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {ofType,8:F1} bytes  {ofType / size,6:F2} objects of {size,4:F0}  {type}"));
            }
        }
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "Microsoft-Windows-DotNETRuntime") EnableEvents(eventSource, EventLevel.Verbose, Gc);
    }

    // AllocationTick_V4: amount, kind, instance, amount, type id, type name, heap, address, object size.
    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (!_isOpen || eventData.Payload is not { Count: >= 9 } payload || eventData.EventName?.StartsWith("GCAllocationTick", StringComparison.Ordinal) != true) return;
        string type = payload[5] as string ?? "?";
        double size = Convert.ToDouble(payload[8], CultureInfo.InvariantCulture);
        lock (_gate)
        {
            (long samples, double bytes) = _types.GetValueOrDefault(type);
            _types[type] = (samples + 1, bytes + size);
            _samples++;
        }
    }
}
