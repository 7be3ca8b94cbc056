namespace Peregrine.Http2.Transport;

/// <summary>How a turn of a connection's loop ended, for the thread that ran it.</summary>
internal enum Turn
{
    /// <summary>The connection goes on.</summary>
    Done,

    /// <summary>The connection is over; the thread is still the loop's.</summary>
    Over,

    /// <summary>A handler held the thread and the loop was moved on to another one: nothing of it may be touched any more.</summary>
    Lost,
}
