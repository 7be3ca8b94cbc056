using System.IO.Compression;
using System.Text;
using Peregrine.Http2;
using Peregrine.Testing;

namespace Peregrine.Tests.Client.Channel;

/// <summary>Rules 61–65 of grpc-semantics §3.7 and the size limits on the client.</summary>
public sealed class CompressionTests
{
    [Fact]
    public async Task Rule_61_a_compressed_message_without_an_encoding_is_internal()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        AsyncUnaryCall<string> call = script.Unary();
        script.Peer.ExpectUnary(1);
        script.Peer.SendResponseHeaders(1);
        script.Peer.SendData(1, ScriptedPeerExtensions.Framed("x", flag: 1));
        script.Peer.ExpectReset(1, ErrorCode.Cancel);
        Assert.Equal(StatusCode.Internal, (await call.AsResult()).Status.StatusCode);
    }

    [Fact]
    public async Task Rule_61_an_encoding_that_we_do_not_know_is_internal_and_named()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        AsyncUnaryCall<string> call = script.Unary();
        script.Peer.ExpectUnary(1);
        script.Peer.SendResponseHeaders(1, endStream: false, ("grpc-encoding", "snappy"));
        script.Peer.ExpectReset(1, ErrorCode.Cancel);
        Status status = (await call.AsResult()).Status;
        Assert.Equal(StatusCode.Internal, status.StatusCode);
        Assert.Contains("snappy", status.Detail);
    }

    [Fact]
    public async Task Rule_62_a_length_over_the_limit_is_refused_before_it_arrives()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync(time => new GrpcChannelOptions { TimeProvider = time, MaxReceiveMessageSize = 1000 });
        AsyncUnaryCall<string> call = script.Unary();
        script.Peer.ExpectUnary(1);
        script.Peer.SendResponseHeaders(1);
        script.Peer.SendData(1, [0, 0, 0, 0x4, 0x00]);
        script.Peer.ExpectReset(1, ErrorCode.Cancel);
        Status status = (await call.AsResult()).Status;
        Assert.Equal(StatusCode.ResourceExhausted, status.StatusCode);
        Assert.Equal("message of 1024 bytes exceeds MaxReceiveMessageSize (1000)", status.Detail);
    }

    [Fact]
    public async Task Rule_62_a_message_that_inflates_over_the_limit_is_refused()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync(time => new GrpcChannelOptions { TimeProvider = time, MaxReceiveMessageSize = 1000 });
        AsyncUnaryCall<string> call = script.Unary();
        script.Peer.ExpectUnary(1);
        script.Peer.SendResponseHeaders(1, endStream: false, ("grpc-encoding", "gzip"));
        script.Peer.SendData(1, Framed(Gzip(new string('x', 100_000))));
        Assert.Equal(StatusCode.ResourceExhausted, (await call.AsResult()).Status.StatusCode);
    }

    [Fact]
    public async Task Rule_63_a_response_may_be_compressed_and_a_message_in_it_may_not_be()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        using AsyncServerStreamingCall<string> call = script.ServerStream();
        script.Peer.ExpectUnary(1);
        script.Peer.SendResponseHeaders(1, endStream: false, ("grpc-encoding", "gzip"));
        script.Peer.SendData(1, Framed(Gzip("small")));
        script.Peer.SendMessage(1, "plain");
        script.Peer.SendTrailers(1);
        Assert.True(await call.ResponseStream.MoveNext());
        Assert.Equal(("small", true), (call.ResponseStream.Current, call.IsResponseMessageCompressed));
        Assert.True(await call.ResponseStream.MoveNext());
        Assert.Equal(("plain", false), (call.ResponseStream.Current, call.IsResponseMessageCompressed));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task Requests_are_compressed_when_their_call_asks_for_it(string encoding)
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        string text = new('y', 500);
        _ = script.Unary(text, new CallOptions(new Metadata { { "grpc-internal-encoding-request", encoding }, { "x", "y" } }));
        IReadOnlyList<(string Name, string Value)> headers = script.Peer.ExpectHeaders(1);
        Assert.Contains(("grpc-encoding", encoding), headers);
        Assert.Contains(("x", "y"), headers);
        Assert.DoesNotContain(headers, field => field.Name == "grpc-internal-encoding-request");
        byte[] data = script.Peer.ExpectData(1, endStream: true);
        Assert.Equal(1, data[0]);
        Assert.InRange(data.Length, 6, 100);
    }

    [Fact]
    public async Task Rule_64_an_empty_message_and_one_that_opts_out_are_sent_as_they_are()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync(time => new GrpcChannelOptions { TimeProvider = time, RequestCompression = "gzip" });
        AsyncDuplexStreamingCall<string, string> call = script.Duplex();
        Assert.Contains(("grpc-encoding", "gzip"), script.Peer.ExpectHeaders(1));
        await call.RequestStream.WriteAsync("");
        Assert.Equal([0, 0, 0, 0, 0], script.Peer.ExpectData(1));
        call.RequestStream.WriteOptions = new WriteOptions(WriteFlags.NoCompress);
        await call.RequestStream.WriteAsync("as is");
        Assert.Equal(ScriptedPeerExtensions.Framed("as is"), script.Peer.ExpectData(1));
    }

    [Fact]
    public async Task A_request_over_the_limit_fails_by_name_and_is_not_sent()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync(time => new GrpcChannelOptions { TimeProvider = time, MaxSendMessageSize = 10 });
        Status status = (await script.Unary("12345678901").AsResult()).Status;
        Assert.Equal(StatusCode.ResourceExhausted, status.StatusCode);
        Assert.Equal("message of 11 bytes exceeds MaxSendMessageSize (10)", status.Detail);
        script.Peer.ExpectNothing();
    }

    [Fact]
    public async Task A_compression_that_the_channel_does_not_have_is_an_error_of_the_caller()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        Assert.Throws<ArgumentException>(() => { script.Unary("x", new CallOptions(new Metadata { { "grpc-internal-encoding-request", "lzma" } })); });
    }

    private static byte[] Gzip(string text)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return output.ToArray();
    }

    private static byte[] Framed(byte[] compressed) =>
        [1, (byte)(compressed.Length >> 24), (byte)(compressed.Length >> 16), (byte)(compressed.Length >> 8), (byte)compressed.Length, .. compressed];
}
