namespace Peregrine.Http2.Transport;

/// <summary>Something an epoll loop waits for.</summary>
internal interface IEpollSource
{
    /// <summary>Called on the loop. False: the calling thread has lost the loop.</summary>
    bool OnEvents(uint events);

    /// <summary>Called on the loop, between turns: from now on another one is to wait for it. May be refused.</summary>
    void MoveTo(EpollLoop loop);
}
