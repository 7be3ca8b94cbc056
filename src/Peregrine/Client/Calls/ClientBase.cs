using Peregrine.Client;

namespace Peregrine;

/// <summary>The base of all generated clients.</summary>
public abstract class ClientBase
{
    private readonly ClientBaseConfiguration? _configuration;

    /// <summary>Creates a client without an invoker, for mocks that override every method.</summary>
    protected ClientBase()
    {
    }

    /// <summary>Creates a client from a configuration; generated clients pass it on in <c>NewInstance</c>.</summary>
    protected ClientBase(ClientBaseConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        _configuration = configuration;
    }

    /// <summary>Creates a client over <paramref name="channel"/>.</summary>
    protected ClientBase(ChannelBase channel)
        : this((channel ?? throw new ArgumentNullException(nameof(channel))).CreateCallInvoker())
    {
    }

    /// <summary>Creates a client over <paramref name="callInvoker"/>.</summary>
    protected ClientBase(CallInvoker callInvoker)
        : this(new ClientBaseConfiguration(callInvoker ?? throw new ArgumentNullException(nameof(callInvoker)), null))
    {
    }

    /// <summary>The invoker that the generated methods call.</summary>
    protected CallInvoker CallInvoker => Configuration.CallInvoker;

    /// <summary>What this client was made from.</summary>
    protected internal ClientBaseConfiguration Configuration =>
        _configuration ?? throw new InvalidOperationException("this client was made by its parameterless constructor, which is for mocks: it has no channel to call over");

    /// <summary>What a client is made from: an invoker, and the authority that its calls carry instead of the channel's.</summary>
    protected internal sealed class ClientBaseConfiguration
    {
        private readonly CallInvoker _undecorated;

        internal ClientBaseConfiguration(CallInvoker callInvoker, string? host)
        {
            _undecorated = callInvoker;
            Host = host;
            CallInvoker = host is null ? callInvoker : new HostCallInvoker(callInvoker, host);
        }

        internal CallInvoker CallInvoker { get; }

        internal string? Host { get; }

        internal ClientBaseConfiguration WithHost(string host) => new(_undecorated, host);
    }
}
