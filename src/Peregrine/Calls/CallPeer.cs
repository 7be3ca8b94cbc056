namespace Peregrine;

/// <summary>The other side of a call: one object a connection. Immutable, and safe to keep after the call.</summary>
public sealed class CallPeer
{
    private static readonly AuthContext Anonymous = new(null, []);

    /// <summary>Describes a peer.</summary>
    /// <param name="address">Such as <c>ipv4:127.0.0.1:50051</c>, <c>ipv6:[::1]:50051</c>, <c>unix:/run/x.sock</c> or <c>inproc:name</c>.</param>
    /// <param name="authContext">What its authentication told; null when it was not authenticated.</param>
    public CallPeer(string address, AuthContext? authContext = null)
    {
        Address = address ?? throw new ArgumentNullException(nameof(address));
        AuthContext = authContext ?? Anonymous;
    }

    /// <summary>The address in gRPC's notation.</summary>
    public string Address { get; }

    /// <summary>What is known from its authentication.</summary>
    public AuthContext AuthContext { get; }

    /// <inheritdoc/>
    public override string ToString() => Address;
}
