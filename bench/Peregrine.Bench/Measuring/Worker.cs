using System.Diagnostics;
using Peregrine.Bench.Clients;

namespace Peregrine.Bench.Measuring;

/// <summary>Counts what one worker does.</summary>
internal sealed class Worker(Window window) : IOperations
{
    public long Operations { get; private set; }

    public long Errors { get; private set; }

    public bool GoesOn => !window.IsOver;

    public long Ended(long began, int operations = 1)
    {
        long now = Stopwatch.GetTimestamp();
        if (window.IsOpen)
        {
            Operations += operations;
            window.Count(now - began);
        }

        return now;
    }

    /// <summary>One message of a stream arrived; its call's latency comes at its end.</summary>
    public void Message()
    {
        if (window.IsOpen) Operations++;
    }

    /// <summary>A call ended whose messages were counted as they came.</summary>
    public long CallEnded(long began) => Ended(began, 0);

    public void Failed(Exception e)
    {
        if (Errors++ == 0) Console.Error.WriteLine(e.Message);
    }
}
