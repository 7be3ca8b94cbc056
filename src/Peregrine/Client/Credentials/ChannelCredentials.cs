using Peregrine.Client;

namespace Peregrine;

/// <summary>How a channel secures its connections, and which call credentials ride on every call.</summary>
public abstract class ChannelCredentials
{
    private protected ChannelCredentials()
    {
    }

    /// <summary>No security: plaintext HTTP/2.</summary>
    public static ChannelCredentials Insecure { get; } = new InsecureChannelCredentials();

    /// <summary>TLS with the machine's trusted roots; <see cref="GrpcChannelOptions.Tls"/> refines it.</summary>
    public static ChannelCredentials SecureSsl { get; } = new SslCredentials();

    /// <summary>Joins credentials of the connection with credentials that are added to every call.</summary>
    public static ChannelCredentials Create(ChannelCredentials channelCredentials, CallCredentials callCredentials)
    {
        ArgumentNullException.ThrowIfNull(channelCredentials);
        ArgumentNullException.ThrowIfNull(callCredentials);
        return new CompositeChannelCredentials(channelCredentials, callCredentials);
    }

    /// <summary>Whether connections are encrypted and authenticated.</summary>
    internal abstract bool IsSecure { get; }

    /// <summary>The call credentials of every call, or null.</summary>
    internal virtual CallCredentials? CallCredentials => null;
}
