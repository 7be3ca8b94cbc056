namespace Peregrine;

/// <summary>TLS; what it trusts and presents is said by <see cref="GrpcChannelOptions.Tls"/>.</summary>
public sealed class SslCredentials : ChannelCredentials
{
    internal override bool IsSecure => true;
}
