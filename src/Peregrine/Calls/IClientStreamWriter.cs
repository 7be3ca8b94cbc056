namespace Peregrine;

/// <summary>The request messages of a call, written by its caller.</summary>
/// <typeparam name="T">The message type.</typeparam>
public interface IClientStreamWriter<in T> : IAsyncStreamWriter<T>
{
    /// <summary>Says that no more messages follow (half-close). Nothing may be written after it.</summary>
    Task CompleteAsync();
}
