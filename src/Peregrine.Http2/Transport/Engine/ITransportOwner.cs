namespace Peregrine.Http2.Transport;

/// <summary>Whoever opened a transport and answers for it: a listener's inbound connection or a client's outbound one.</summary>
internal interface ITransportOwner
{
    /// <summary>Which end this is; it decides what the first bytes must be.</summary>
    Role Role { get; }

    /// <summary>Makes the session: for a client at once, for a server when the preface has come.</summary>
    ITransportSession MakeSession(TransportConnection transport);

    /// <summary>The first bytes were HTTP/2.</summary>
    void Greeted();

    /// <summary>The transport is gone and everything of it freed; after <see cref="ITransportSession.Closed"/>, once, on any thread. <paramref name="greeted"/> tells whether it ever was HTTP/2.</summary>
    void Ended(TransportError why, bool greeted);
}
