namespace Peregrine.Server;

/// <summary>A way to the server that is not one of its listeners: the stop waits for its calls like for theirs, then ends them.</summary>
internal abstract class LocalTransport
{
    /// <summary>Ends when no call is open.</summary>
    public abstract Task WhenEmptyAsync();

    /// <summary>Ends all calls now, on both sides.</summary>
    public abstract void Abort(in Status status);
}
