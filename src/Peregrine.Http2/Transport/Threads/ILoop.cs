namespace Peregrine.Http2.Transport;

/// <summary>A loop whose thread may be taken by a handler that blocks.</summary>
internal interface ILoop
{
    /// <summary>Goes on, on a new thread, behind the handler that blocks the old one. Called once per lost thread.</summary>
    void Resume();
}
