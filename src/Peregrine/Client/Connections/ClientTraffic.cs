using Peregrine.Calls;

namespace Peregrine.Client;

/// <summary>What channelz tells of one connection and, with the others, of its subchannel. Any thread.</summary>
internal sealed class ClientTraffic(CallCounters calls, TimeProvider time)
{
    public SocketCounters Counters { get; } = new(time);

    /// <summary>An attempt of a call was opened.</summary>
    public void OnOpened()
    {
        calls.OnStarted();
        Counters.OnStream();
    }

    /// <summary>It ended; <paramref name="isOrderly"/>: with END_STREAM from the server.</summary>
    public void OnEnded(StatusCode code, bool isOrderly)
    {
        calls.OnEnded(code);
        if (isOrderly)
            Counters.OnSucceeded();
    }
}
