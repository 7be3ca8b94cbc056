namespace Peregrine.Http2;

/// <summary>
/// A piece of user code that a connection's loop runs after it has parsed what it received. It may block: the loop then goes on
/// without it on another thread. So <see cref="IThreadPoolWorkItem.Execute"/> must not touch the loop's state once user code has returned.
/// It must not throw.
/// </summary>
public interface IHttp2Work : IThreadPoolWorkItem
{
    /// <summary>The method this work belongs to, whose blocking is observed; null runs it inline always.</summary>
    HandlerProfile? Profile => null;
}
