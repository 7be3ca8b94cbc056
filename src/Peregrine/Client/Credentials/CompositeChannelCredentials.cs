namespace Peregrine.Client;

/// <summary>Channel credentials with call credentials on top.</summary>
internal sealed class CompositeChannelCredentials : ChannelCredentials
{
    private readonly ChannelCredentials _inner;

    public CompositeChannelCredentials(ChannelCredentials inner, CallCredentials callCredentials)
    {
        _inner = inner;
        CallCredentials = inner.CallCredentials is { } below ? CallCredentials.Compose(below, callCredentials) : callCredentials;
    }

    internal override bool IsSecure => _inner.IsSecure;

    internal override CallCredentials CallCredentials { get; }
}
