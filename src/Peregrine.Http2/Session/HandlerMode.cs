namespace Peregrine.Http2;

/// <summary>Where a method's handler starts to run.</summary>
public enum HandlerMode
{
    /// <summary>Inline on the connection's loop while that is quick; on its own threads once it was seen to block; back again when it stopped.</summary>
    Adaptive,

    /// <summary>Always inline. A handler that blocks all the same only costs the move of the loop to another thread.</summary>
    Inline,

    /// <summary>Always on threads that are made for blocking.</summary>
    Dispatch,
}
