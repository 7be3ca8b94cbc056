using Peregrine.Testing;

namespace Peregrine.Http2.Tests.Connection;

public sealed class ExchangeTests
{
    private static readonly HeaderList s_request = HeaderList.Create((":method", "POST"), (":scheme", "http"), (":path", "/a"), (":authority", "t"));
    private static readonly HeaderList s_response = HeaderList.Create((":status", "200"), ("content-type", "application/grpc"));
    private static readonly HeaderList s_trailers = HeaderList.Create(("grpc-status", "0"));

    [Fact]
    public void A_unary_exchange_is_headers_data_and_trailers()
    {
        var client = new RecordingObserver();
        var server = new RecordingObserver();
        var link = new InMemoryLink(_ => client, _ => server);
        link.Pump();
        for (int i = 0; i < 5; i++)
        {
            client.TakeLog();
            server.TakeLog();
            Assert.Equal(OpenStatus.Opened, link.Client.TryOpenStream(client.Stream(), s_request, null, "ping"u8, endStream: true, out Http2Stream? stream));
            link.Pump();
            Assert.Equal($"{stream!.Id} request :method=POST :scheme=http :path=/a :authority=t\n{stream.Id} data ping end", server.TakeLog());
            server.Accepted[^1].SendResponse(s_response, null, "pong"u8, s_trailers);
            link.Pump();
            Assert.Equal($"{stream.Id} headers :status=200 content-type=application/grpc\n{stream.Id} data pong\n{stream.Id} trailers grpc-status=0\n{stream.Id} closed", client.TakeLog());
            Assert.Equal($"{stream.Id} closed", server.TakeLog());
        }
        Assert.Equal(0, link.Client.OpenStreams);
        Assert.Equal(0, link.Server.OpenStreams);
    }

    [Fact]
    public void A_request_of_the_script_is_answered()
    {
        var server = new RecordingObserver();
        ScriptedPeer peer = ScriptedPeer.ForServer(server).Greet();
        peer.SendRequest(1);
        peer.SendData(1, "hello"u8, endStream: true);
        server.Accepted[0].SendHeaders(s_response, null, endStream: false);
        Assert.True(server.Accepted[0].SendData("world"u8, endStream: false));
        server.Accepted[0].SendTrailers(s_trailers);
        Assert.Equal([(":status", "200"), ("content-type", "application/grpc")], peer.ExpectHeaders(1, endStream: false));
        Assert.Equal("world"u8.ToArray(), peer.ExpectData(1, endStream: false));
        Assert.Equal([("grpc-status", "0")], peer.ExpectHeaders(1, endStream: true));
        peer.ExpectNothing();
    }
}
