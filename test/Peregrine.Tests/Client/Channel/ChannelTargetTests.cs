using Peregrine.Client;

namespace Peregrine.Tests.Client.Channel;

public sealed class ChannelTargetTests
{
    [Theory]
    [InlineData("http://backend:50051", "backend:50051", false, "backend", 50051)]
    [InlineData("https://backend", "backend", true, "backend", 443)]
    [InlineData("http://backend", "backend", false, "backend", 80)]
    [InlineData("dns:///backend:50051", "backend:50051", null, "backend", 50051)]
    [InlineData("dns:backend:50051", "backend:50051", null, "backend", 50051)]
    [InlineData("dns:///backend", "backend", null, "backend", 443)]
    public void A_name_is_looked_up(string address, string authority, bool? isSecure, string host, int port)
    {
        ChannelTarget target = ChannelTarget.Parse(new Uri(address));
        Assert.Null(target.Addresses);
        Assert.Equal((authority, isSecure, host, port), (target.Authority, target.IsSecure, target.Host, target.Port));
    }

    [Theory]
    [InlineData("http://127.0.0.1:50051", "127.0.0.1:50051", "127.0.0.1:50051")]
    [InlineData("https://[::1]:50051", "[::1]:50051", "[::1]:50051")]
    [InlineData("ipv4:10.0.0.1:1,10.0.0.2:2", "10.0.0.1:1", "10.0.0.1:1", "10.0.0.2:2")]
    [InlineData("ipv6:[fd00::1]:1", "[fd00::1]:1", "[fd00::1]:1")]
    [InlineData("unix:/run/greeter.sock", "localhost", "unix:/run/greeter.sock")]
    public void Rule_81_addresses_are_taken_as_they_are(string address, string authority, params string[] names)
    {
        ChannelTarget target = ChannelTarget.Parse(new Uri(address));
        Assert.Equal(authority, target.Authority);
        Assert.Equal(names, target.Addresses!.Select(found => found.Name));
    }

    [Theory]
    [InlineData("ftp://backend")]
    [InlineData("ipv4:backend:1")]
    [InlineData("ipv4:10.0.0.1")]
    [InlineData("dns:///")]
    public void What_is_no_channel_address_is_refused_with_its_text(string address) =>
        Assert.Contains(address.Split(':')[0], Assert.Throws<ArgumentException>(() => GrpcChannel.ForAddress(address)).Message);

    [Fact]
    public void Credentials_that_contradict_the_scheme_are_refused() =>
        Assert.Throws<ArgumentException>(() => GrpcChannel.ForAddress("http://backend", new GrpcChannelOptions { Credentials = ChannelCredentials.SecureSsl }));
}
