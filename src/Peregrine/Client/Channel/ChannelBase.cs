namespace Peregrine;

/// <summary>What a generated client needs of a channel: an invoker and a name. Tests and adapters may derive from it.</summary>
public abstract class ChannelBase
{
    /// <summary>Creates a channel for <paramref name="target"/>.</summary>
    protected ChannelBase(string target)
    {
        ArgumentNullException.ThrowIfNull(target);
        Target = target;
    }

    /// <summary>The target that the channel was made for, as text.</summary>
    public string Target { get; }

    /// <summary>Gets the invoker that sends calls over this channel.</summary>
    public abstract CallInvoker CreateCallInvoker();

    /// <summary>Ends the channel: new calls fail, calls under way are cancelled, connections are closed.</summary>
    public Task ShutdownAsync() => ShutdownAsyncCore();

    /// <summary>Does the work of <see cref="ShutdownAsync"/>.</summary>
    protected virtual Task ShutdownAsyncCore() => Task.CompletedTask;
}
