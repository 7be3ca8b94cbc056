namespace Peregrine.Http2.Transport;

/// <summary>A loop whose thread may be taken by a handler that blocks.</summary>
internal interface ILoop
{
    /// <summary>Goes on, on a new thread, behind the handler that blocks the old one. Called once per lost thread.</summary>
    /// <returns>What the thread does then, perhaps for ever: nothing of the loop that was resumed is on its stack any more. Null when there is nothing.</returns>
    Action? Resume();
}
