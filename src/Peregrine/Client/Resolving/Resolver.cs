namespace Peregrine.Client;

/// <summary>
/// Turns the name of a channel into addresses, once when started and again when asked to. Its results may come on any thread; the channel puts them in
/// order. Ends with <see cref="DisposeAsync"/>, after which it says nothing.
/// </summary>
internal abstract class Resolver : IAsyncDisposable
{
    /// <summary>Begins; every result goes to <paramref name="onResult"/>.</summary>
    public abstract void Start(Action<ResolverResult> onResult);

    /// <summary>The addresses did not do: resolve again, as soon as is polite.</summary>
    public virtual void Refresh()
    {
    }

    public virtual ValueTask DisposeAsync() => default;
}
