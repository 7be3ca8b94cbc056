using System.Net.Sockets;

namespace Peregrine.Http2.Transport;

/// <summary>How an accept loop goes on after failures: at once after a peer's, after pauses that double after the machine's. One loop only.</summary>
internal sealed class AcceptPauses
{
    private const int PeersFaultsInARow = 100;

    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_last = TimeSpan.FromSeconds(1);

    private TimeSpan _next = s_first;
    private int _peersFaults;

    /// <summary>The machine's failures since the last success.</summary>
    public int Failures { get; private set; }

    /// <summary>Whether a failure was that of the connection that was about to be accepted, which is no reason to pause.</summary>
    public bool IsPeersFault(Exception e)
    {
        // accept(2) tells of that here. What comes again and again is no peer's, whatever it is called: the loop must not spin.
        bool isPeers = e is SocketException
        {
            SocketErrorCode: SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.NotConnected or SocketError.ProtocolOption
                or SocketError.HostDown or SocketError.HostUnreachable or SocketError.NetworkDown or SocketError.NetworkUnreachable,
        };
        return isPeers && ++_peersFaults <= PeersFaultsInARow;
    }

    /// <summary>A failure of the machine. Returns how long to wait.</summary>
    public TimeSpan Fail()
    {
        Failures++;
        TimeSpan pause = _next;
        _next = pause * 2 < s_last ? pause * 2 : s_last;
        return pause;
    }

    /// <summary>A connection was accepted.</summary>
    public void Succeed()
    {
        _next = s_first;
        _peersFaults = 0;
        Failures = 0;
    }
}
