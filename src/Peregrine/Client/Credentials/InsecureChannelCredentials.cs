namespace Peregrine.Client;

/// <summary>Plaintext.</summary>
internal sealed class InsecureChannelCredentials : ChannelCredentials
{
    internal override bool IsSecure => false;
}
