using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Peregrine.Channelz;
using Peregrine.Http2;
using Peregrine.Http2.Tests.Transport;
using Peregrine.Tests.Server;
using State = Peregrine.Channelz.ChannelConnectivityState.StateType;

namespace Peregrine.Tests.Channelz;

/// <summary>gRFC A14 and A38: channelz over a real server, asked by its generated client.</summary>
public sealed class ChannelzServiceTests : IAsyncLifetime
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    private readonly ChannelzService _service = new();
    private GrpcServer _server = null!;
    private GrpcChannel _channel = null!;
    private Peregrine.Channelz.Channelz.ChannelzClient _client = null!;

    public Task InitializeAsync()
    {
        _server = new GrpcServer("http://127.0.0.1:0").AddUnary(TestMethods.Unary, (request, _) =>
            request == "fail" ? throw new RpcException(new Status(StatusCode.NotFound, "")) : Task.FromResult("echo " + request)).AddAdmin(_service);
        _server.Start();
        _channel = GrpcChannel.ForAddress(_server.Urls[0]);
        _service.Show(_channel);
        _client = new Peregrine.Channelz.Channelz.ChannelzClient(_channel);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_server_is_told_of_with_its_calls_its_sockets_and_where_it_listens()
    {
        await CallAsync("one");
        await CallAsync("fail");
        await _channel.CreateCallInvoker().AsyncUnaryCall(new Method<string, string>(MethodType.Unary, "no.Such", "Method", Marshallers.StringMarshaller, Marshallers.StringMarshaller), null, default, "").AsResult();

        GetServersResponse servers = await _client.GetServersAsync(new GetServersRequest());
        Assert.True(servers.End);
        Peregrine.Channelz.Server server = Assert.Single(servers.Server);
        // This very call has started and not ended.
        Assert.Equal((4, 1, 2), (server.Data!.CallsStarted, server.Data.CallsSucceeded, server.Data.CallsFailed));
        Assert.InRange(DateTime.UtcNow - server.Data.LastCallStartedTimestamp!.ToDateTime(), TimeSpan.Zero, Long);
        Assert.Equal(server.Ref, (await _client.GetServerAsync(new GetServerRequest { ServerId = server.Ref!.ServerId })).Server!.Ref);

        Socket listening = (await _client.GetSocketAsync(new GetSocketRequest { SocketId = Assert.Single(server.ListenSocket).SocketId })).Socket!;
        Assert.Equal((_server.Port, 4), (listening.Local!.TcpipAddress!.Port, listening.Local.TcpipAddress.IpAddress.Length));
        Assert.Null(listening.Remote);
        Assert.Equal([("accepted", "1"), ("handshakes_failed", "0"), ("times_full", "0")], listening.Data!.Option.Select(option => (option.Name, option.Value)));

        GetServerSocketsResponse sockets = await _client.GetServerSocketsAsync(new GetServerSocketsRequest { ServerId = server.Ref.ServerId });
        Socket socket = (await _client.GetSocketAsync(new GetSocketRequest { SocketId = Assert.Single(sockets.SocketRef).SocketId })).Socket!;
        // Three calls of the test and five of its questions, the last of which is being answered.
        SocketData data = socket.Data!;
        Assert.Equal((8, 7, 0), (data.StreamsStarted, data.StreamsSucceeded, data.StreamsFailed));
        // The call to no method brought a message that nobody read, the failed one got none.
        Assert.Equal((5, 7), (data.MessagesSent, data.MessagesReceived));
        Assert.NotNull(data.LastRemoteStreamCreatedTimestamp);
        Assert.Null(data.LastLocalStreamCreatedTimestamp);
        Assert.True(data.LocalFlowControlWindow > 0 && data.RemoteFlowControlWindow > 0);
        Assert.Equal(["abuse_reports", "streams_reset", "bytes_queued", "bytes_unconsumed"], data.Option.Select(option => option.Name));
        Assert.Equal(("0", "0"), (data.Option[0].Value, data.Option[2].Value));
        Assert.Equal(IPAddress.Loopback.GetAddressBytes(), socket.Remote!.TcpipAddress!.IpAddress.ToByteArray());
        Assert.Equal(_server.Port, socket.Local!.TcpipAddress!.Port);
        Assert.Null(socket.Security);
    }

    [Fact]
    public async Task A_channel_is_told_of_with_its_subchannel_and_its_socket()
    {
        await CallAsync("one");
        await CallAsync("fail");
        GetTopChannelsResponse top = await _client.GetTopChannelsAsync(new GetTopChannelsRequest());
        Assert.True(top.End);
        Peregrine.Channelz.Channel channel = Assert.Single(top.Channel);
        Assert.Equal(State.Ready, channel.Data!.State!.State);
        Assert.Equal(_channel.Target, channel.Data.Target);
        Assert.Equal((3, 1, 1), (channel.Data.CallsStarted, channel.Data.CallsSucceeded, channel.Data.CallsFailed));
        Assert.Equal(channel.Ref, (await _client.GetChannelAsync(new GetChannelRequest { ChannelId = channel.Ref!.ChannelId })).Channel!.Ref);

        SubchannelRef below = Assert.Single(channel.SubchannelRef);
        Subchannel subchannel = (await _client.GetSubchannelAsync(new GetSubchannelRequest { SubchannelId = below.SubchannelId })).Subchannel!;
        Assert.Equal(State.Ready, subchannel.Data!.State!.State);
        Assert.Equal($"127.0.0.1:{_server.Port}", subchannel.Data.Target);
        Assert.Equal((5, 3, 1), (subchannel.Data.CallsStarted, subchannel.Data.CallsSucceeded, subchannel.Data.CallsFailed));

        Socket socket = (await _client.GetSocketAsync(new GetSocketRequest { SocketId = Assert.Single(subchannel.SocketRef).SocketId })).Socket!;
        Assert.Equal((6, 5, 0), (socket.Data!.StreamsStarted, socket.Data.StreamsSucceeded, socket.Data.StreamsFailed));
        Assert.Equal((6, 4), (socket.Data.MessagesSent, socket.Data.MessagesReceived));
        Assert.NotNull(socket.Data.LastLocalStreamCreatedTimestamp);
        Assert.Equal(_server.Port, socket.Remote!.TcpipAddress!.Port);
    }

    [Fact]
    public async Task Pages_go_on_where_the_last_one_ended()
    {
        var channels = new List<GrpcChannel>();
        for (int i = 0; i < 4; i++)
        {
            channels.Add(GrpcChannel.ForAddress($"http://127.0.0.1:{i + 1}"));
            _service.Show(channels[^1]);
        }

        var seen = new List<long>();
        var ends = new List<bool>();
        do
        {
            GetTopChannelsResponse page = await _client.GetTopChannelsAsync(new GetTopChannelsRequest { StartChannelId = seen.LastOrDefault() + 1, MaxResults = 2 });
            Assert.InRange(page.Channel.Count, 1, 2);
            seen.AddRange(page.Channel.Select(channel => channel.Ref!.ChannelId));
            ends.Add(page.End);
        }
        while (!ends[^1]);
        Assert.Equal([false, false, true], ends);
        Assert.Equal(5, seen.Distinct().Count());
        Assert.Equal(seen.Order(), seen);

        // A channel that was shut down is gone.
        await channels[0].DisposeAsync();
        Assert.Equal(4, (await _client.GetTopChannelsAsync(new GetTopChannelsRequest())).Channel.Count);
        foreach (GrpcChannel channel in channels)
            await channel.DisposeAsync();
    }

    [Fact]
    public async Task What_is_not_there_is_not_found_and_a_page_below_zero_is_no_page()
    {
        const long None = long.MaxValue;
        Assert.Equal(StatusCode.NotFound, (await _client.GetServerAsync(new GetServerRequest { ServerId = None }).AsResult()).Status.StatusCode);
        Assert.Equal(StatusCode.NotFound, (await _client.GetServerSocketsAsync(new GetServerSocketsRequest { ServerId = None }).AsResult()).Status.StatusCode);
        Assert.Equal(StatusCode.NotFound, (await _client.GetChannelAsync(new GetChannelRequest { ChannelId = None }).AsResult()).Status.StatusCode);
        Assert.Equal(StatusCode.NotFound, (await _client.GetSubchannelAsync(new GetSubchannelRequest { SubchannelId = None }).AsResult()).Status.StatusCode);
        Assert.Equal(StatusCode.NotFound, (await _client.GetSocketAsync(new GetSocketRequest { SocketId = None }).AsResult()).Status.StatusCode);
        Assert.Equal(StatusCode.InvalidArgument, (await _client.GetServersAsync(new GetServersRequest { MaxResults = -1 }).AsResult()).Status.StatusCode);
    }

    [Fact]
    public async Task A_socket_with_TLS_is_told_of_with_its_cipher_suite_and_certificate()
    {
        using X509Certificate2 certificate = new TestCertificates().Sign("localhost");
        await using GrpcServer server = new GrpcServer(new GrpcServerOptions { Tls = new Http2ServerTls(certificate) }, "https://127.0.0.1:0").AddAdmin();
        server.Start();
        await using GrpcChannel channel = GrpcChannel.ForAddress(
            $"https://127.0.0.1:{server.Port}", new GrpcChannelOptions { Tls = new Http2ClientTls { CertificateValidation = static (_, shown, _, _) => shown is not null } });
        var client = new Peregrine.Channelz.Channelz.ChannelzClient(channel);
        Peregrine.Channelz.Server told = Assert.Single((await client.GetServersAsync(new GetServersRequest())).Server);
        SocketRef socket = Assert.Single((await client.GetServerSocketsAsync(new GetServerSocketsRequest { ServerId = told.Ref!.ServerId })).SocketRef);
        Security.TlsType? tls = (await client.GetSocketAsync(new GetSocketRequest { SocketId = socket.SocketId })).Socket!.Security!.Tls;
        Assert.True(Enum.TryParse(tls!.StandardName, out TlsCipherSuite _), tls.StandardName);
        Assert.Equal(certificate.RawData, tls.LocalCertificate.ToByteArray());
        Assert.Empty((await client.GetSocketAsync(new GetSocketRequest { SocketId = socket.SocketId, Summary = true })).Socket!.Security!.Tls!.LocalCertificate.ToByteArray());
    }

    private async Task CallAsync(string request) =>
        await _channel.CreateCallInvoker().AsyncUnaryCall(TestMethods.Unary, null, default, request).AsResult();
}
