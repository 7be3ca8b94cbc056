using Peregrine.Http2;

namespace Peregrine.Client;

/// <summary>One address that a name resolved to. Two are equal when they lead to the same place.</summary>
/// <param name="Endpoint">Where to connect; null for a server in this process.</param>
/// <param name="Name">The address as people read it: <c>127.0.0.1:50051</c>, <c>unix:/run/x.sock</c>.</param>
/// <param name="IsIPv6">Whether it is of that family, which takes turns with the other one.</param>
internal sealed record BackendAddress(Http2Endpoint? Endpoint, string Name, bool IsIPv6 = false)
{
    public bool Equals(BackendAddress? other) => other is not null && Name == other.Name;

    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Name;
}
