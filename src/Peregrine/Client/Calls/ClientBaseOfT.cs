namespace Peregrine;

/// <summary>The base of the generated client <typeparamref name="T"/>.</summary>
public abstract class ClientBase<T> : ClientBase
    where T : ClientBase<T>
{
    /// <summary>Creates a client without an invoker, for mocks that override every method.</summary>
    protected ClientBase()
    {
    }

    /// <summary>Creates a client from a configuration; generated clients pass it on in <see cref="NewInstance"/>.</summary>
    protected ClientBase(ClientBaseConfiguration configuration)
        : base(configuration)
    {
    }

    /// <summary>Creates a client over <paramref name="channel"/>.</summary>
    protected ClientBase(ChannelBase channel)
        : base(channel)
    {
    }

    /// <summary>Creates a client over <paramref name="callInvoker"/>.</summary>
    protected ClientBase(CallInvoker callInvoker)
        : base(callInvoker)
    {
    }

    /// <summary>Gets a client whose calls carry <paramref name="host"/> as their authority.</summary>
    public T WithHost(string host)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        return NewInstance(Configuration.WithHost(host));
    }

    /// <summary>Makes another client of the same type; generated.</summary>
    protected abstract T NewInstance(ClientBaseConfiguration configuration);
}
