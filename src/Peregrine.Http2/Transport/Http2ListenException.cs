namespace Peregrine.Http2;

/// <summary>An address could not be listened on, for instance because its port is in use. Names the address.</summary>
public sealed class Http2ListenException : IOException
{
    /// <summary>Makes the exception for one address.</summary>
    /// <param name="address">The address that was to be bound.</param>
    /// <param name="reason">Why it could not be.</param>
    /// <param name="cause">The operating system's own exception.</param>
    public Http2ListenException(string address, string reason, Exception? cause = null)
        : base($"cannot listen on {address}: {reason}", cause) => Address = address;

    /// <summary>The address that was to be bound.</summary>
    public string Address { get; }
}
