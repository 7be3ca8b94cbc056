namespace Peregrine.Client;

/// <summary>What a balancing policy may ask of its channel, on the channel's <see cref="SerialExecutor"/>.</summary>
internal abstract class BalancerHost
{
    public abstract TimeProvider Time { get; }

    public abstract SerialExecutor Serial { get; }

    public abstract Subchannel CreateSubchannel(BackendAddress address);

    /// <summary>A subchannel that was shut down is not needed any more; the channel waits for its end.</summary>
    public abstract void Release(Subchannel subchannel);

    /// <summary>This is the state now, and this is how calls are routed from now on.</summary>
    public abstract void Publish(ConnectivityState state, Picker picker);

    /// <summary>The addresses do not do: look the name up again.</summary>
    public abstract void RequestResolution();

    /// <summary>Posts a wish to leave idle; callable from any thread.</summary>
    public abstract void RequestExitIdle();
}
