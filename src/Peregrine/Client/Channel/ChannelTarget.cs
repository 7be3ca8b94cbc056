using System.Net;
using Peregrine.Http2;

namespace Peregrine.Client;

/// <summary>
/// What the address of a channel says: where its calls go, by which scheme, under which authority. <c>http</c> and <c>https</c> and <c>dns</c> name a host that is
/// looked up; <c>ipv4</c> and <c>ipv6</c> list addresses; <c>unix</c>, <c>unix-abstract</c> and <c>npipe</c> name what is on this machine.
/// </summary>
internal sealed class ChannelTarget
{
    private ChannelTarget(string authority, bool? isSecure)
    {
        Authority = authority;
        IsSecure = isSecure;
    }

    /// <summary>Host and port, the port left out where it is the scheme's own.</summary>
    public string Authority { get; }

    /// <summary>What the scheme says of TLS; null when it says nothing.</summary>
    public bool? IsSecure { get; }

    /// <summary>The addresses, when they are given.</summary>
    public IReadOnlyList<BackendAddress>? Addresses { get; private init; }

    /// <summary>The name to look up, when they are not.</summary>
    public string Host { get; private init; } = "";

    public int Port { get; private init; }

    public static ChannelTarget Parse(Uri address)
    {
        if (!address.IsAbsoluteUri)
            throw new ArgumentException($"\"{address}\" is no channel address: give a scheme, as in http://host:port", nameof(address));
        return address.Scheme switch
        {
            "http" => ForHost(address.IdnHost, address.Port, address.Authority, false),
            "https" => ForHost(address.IdnHost, address.Port, address.Authority, true),
            "dns" => ForDns(address),
            "ipv4" or "ipv6" => ForList(address),
            "unix" or "unix-abstract" or "npipe" => ForLocal(address),
            _ => throw new ArgumentException(
                $"the scheme of \"{address.OriginalString}\" is not known: use http, https, dns, ipv4, ipv6, unix, unix-abstract or npipe", nameof(address)),
        };
    }

    private static ChannelTarget ForHost(string host, int port, string authority, bool? isSecure)
    {
        // The host of an IPv6 address comes in brackets from some schemes and without from others.
        string bare = host.Trim('[', ']');
        if (IPAddress.TryParse(bare, out IPAddress? ip))
            return new ChannelTarget(authority, isSecure) { Addresses = [ToAddress(new IPEndPoint(ip, port))] };
        return new ChannelTarget(authority, isSecure) { Host = bare, Port = port };
    }

    // dns:host:port, dns:///host:port and dns://name-server/host:port (the name server is the system's own here).
    private static ChannelTarget ForDns(Uri address)
    {
        string name = address.AbsolutePath.TrimStart('/');
        int colon = name.LastIndexOf(':');
        bool hasPort = colon > name.LastIndexOf(']') && ushort.TryParse(name.AsSpan(colon + 1), out _);
        string host = hasPort ? name[..colon] : name;
        if (host.Length == 0)
            throw new ArgumentException($"\"{address.OriginalString}\" names no host: write dns:///host:port", nameof(address));
        int port = hasPort ? ushort.Parse(name.AsSpan(colon + 1), System.Globalization.CultureInfo.InvariantCulture) : 443;
        return ForHost(host, port, name, null);
    }

    private static ChannelTarget ForList(Uri address)
    {
        string list = address.OriginalString[(address.Scheme.Length + 1)..].TrimStart('/');
        var found = new List<BackendAddress>();
        foreach (string part in list.Split(','))
        {
            if (!IPEndPoint.TryParse(part, out IPEndPoint? endPoint) || endPoint.Port == 0)
                throw new ArgumentException($"\"{part}\" in \"{address.OriginalString}\" is no address: write {address.Scheme}:address:port,address:port", nameof(address));
            found.Add(ToAddress(endPoint));
        }
        return new ChannelTarget(found[0].Name, null) { Addresses = found };
    }

    // What is on this machine has no host; gRPC sends localhost (rule 81).
    private static ChannelTarget ForLocal(Uri address) =>
        new("localhost", false) { Addresses = [new BackendAddress(Http2Endpoint.Parse(address.OriginalString), address.OriginalString)] };

    private static BackendAddress ToAddress(IPEndPoint endPoint) =>
        new(Http2Endpoint.Tcp(endPoint), endPoint.ToString(), endPoint.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6);
}
