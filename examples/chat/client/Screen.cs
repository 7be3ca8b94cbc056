using Chat.V1;

namespace Chat.Client;

/// <summary>Where the user reads and writes.</summary>
internal abstract class Screen : IDisposable
{
    /// <summary>What the user enters next; null when there will be nothing more.</summary>
    public abstract Task<string?> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Somebody has said something.</summary>
    public abstract void Say(DateTimeOffset time, Member by, string text, bool isMine);

    /// <summary>Something else to know.</summary>
    public abstract void Tell(string text);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }
}
