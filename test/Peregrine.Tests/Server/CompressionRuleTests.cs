using System.IO.Compression;
using System.Text;
using Peregrine.Framing;
using Peregrine.Messages;

namespace Peregrine.Tests.Server;

/// <summary>grpc-semantics §3.7, the server's side.</summary>
public class CompressionRuleTests
{
    private static readonly string Long = new('a', 2000);

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public void A_compressed_request_is_inflated(string encoding)
    {
        bool compressed = false;
        using var caller = ScriptedCaller.To(binder => binder.AddUnary(TestMethods.Unary, (request, context) =>
        {
            compressed = context.IsRequestMessageCompressed;
            return Task.FromResult(request);
        }));
        caller.Request(1, TestMethods.UnaryPath, more: ("grpc-encoding", encoding));
        caller.Data(1, Compressed(Long, encoding), end: true);

        Assert.Equal([Long], caller.Ended(1).Messages);
        Assert.True(compressed);
    }

    [Fact]
    public void A_handler_sees_of_each_message_whether_it_came_compressed()
    {
        var seen = new List<bool>();
        using var caller = ScriptedCaller.To(binder => binder.AddClientStreaming(TestMethods.ClientStreaming, async (requests, context) =>
        {
            while (await requests.MoveNext())
                seen.Add(context.IsRequestMessageCompressed);
            return "ok";
        }));
        caller.Request(1, TestMethods.ClientStreamingPath, more: ("grpc-encoding", "gzip"));
        caller.Data(1, [.. Compressed(Long, "gzip"), .. ScriptedCaller.Framed("plain"), .. Compressed(Long, "gzip")], end: true);

        caller.Ended(1);
        Assert.Equal([true, false, true], seen);
    }

    [Fact]
    public void Rule_61_a_compressed_message_without_an_encoding_is_internal()
    {
        using var caller = ScriptedCaller.To(TestMethods.BindEcho);
        caller.Request(1, TestMethods.UnaryPath);
        caller.Data(1, Compressed(Long, "gzip"), end: true);
        Assert.Equal(StatusCode.Internal, caller.Ended(1).Status);
    }

    [Fact]
    public void Rule_61_an_unknown_encoding_is_unimplemented_and_the_known_ones_are_named()
    {
        using var caller = ScriptedCaller.To(TestMethods.BindEcho);
        caller.Request(1, TestMethods.UnaryPath, more: ("grpc-encoding", "snappy"));
        caller.Message(1, "x", end: true);

        ScriptedResponse response = caller.Ended(1);
        Assert.Equal(StatusCode.Unimplemented, response.Status);
        Assert.Equal("identity,gzip,deflate,br", response.Trailers["grpc-accept-encoding"]);
        Assert.Contains("snappy", response.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Rule_62_a_message_over_the_limit_is_refused_by_its_prefix()
    {
        bool called = false;
        using var caller = ScriptedCaller.To(
            binder => binder.AddUnary(TestMethods.Unary, (_, _) =>
            {
                called = true;
                return Task.FromResult("never");
            }),
            new GrpcServerOptions { MaxReceiveMessageSize = 1000 });
        caller.Request(1, TestMethods.UnaryPath);
        caller.Data(1, [0, 0x7F, 0xFF, 0xFF, 0xFF, 1]);

        ScriptedResponse response = caller.Until(1, r => r.Reset is not null);
        Assert.Equal(StatusCode.ResourceExhausted, response.Status);
        Assert.Equal("message of 2147483647 bytes exceeds MaxReceiveMessageSize (1000)", response.Detail);
        Assert.False(called);
    }

    [Fact]
    public void Rule_62_inflating_stops_at_the_limit()
    {
        using var caller = ScriptedCaller.To(TestMethods.BindEcho, new GrpcServerOptions { MaxReceiveMessageSize = 1000 });
        caller.Request(1, TestMethods.UnaryPath, more: ("grpc-encoding", "gzip"));
        caller.Data(1, Compressed(new string('a', 100_000), "gzip"), end: true);

        ScriptedResponse response = caller.Ended(1);
        Assert.Equal(StatusCode.ResourceExhausted, response.Status);
        Assert.Contains("MaxReceiveMessageSize (1000)", response.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rule_62_a_limit_trips_in_a_stream_and_cancels_its_handler()
    {
        var ended = new TaskCompletionSource<Exception?>();
        using var caller = ScriptedCaller.To(
            binder => binder.AddDuplexStreaming(TestMethods.Duplex, async (requests, _, _) =>
            {
                await requests.MoveNext();
                ended.SetResult(await Record.ExceptionAsync(() => requests.MoveNext()));
            }),
            new GrpcServerOptions { MaxReceiveMessageSize = 1000 });
        caller.Request(1, TestMethods.DuplexPath);
        caller.Message(1, "small");
        caller.Message(1, new string('x', 1001));

        Assert.Equal(StatusCode.ResourceExhausted, caller.Ended(1).Status);
        Exception? failure = await ended.Task.WaitAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(StatusCode.ResourceExhausted, Assert.IsType<RpcException>(failure).StatusCode);
    }

    [Fact]
    public void A_response_over_the_limit_ends_the_call()
    {
        using var caller = ScriptedCaller.To(TestMethods.BindEcho, new GrpcServerOptions { MaxSendMessageSize = 10 });
        caller.Request(1, TestMethods.UnaryPath);
        caller.Message(1, "a message", end: true);

        ScriptedResponse response = caller.Ended(1);
        Assert.Equal(StatusCode.ResourceExhausted, response.Status);
        Assert.Equal("message of 14 bytes exceeds MaxSendMessageSize (10)", response.Detail);
    }

    [Theory]
    [InlineData("identity,gzip", "gzip", 1)]
    [InlineData("gzip , identity", "gzip", 1)]
    [InlineData("identity,br", null, 0)]
    [InlineData("", null, 0)]
    public void Rule_63_responses_are_compressed_for_callers_that_accept_it(string accepted, string? encoding, byte flag)
    {
        using var caller = ScriptedCaller.To(
            binder => binder.AddUnary(TestMethods.Unary, (_, _) => Task.FromResult(Long)), new GrpcServerOptions { ResponseCompressionAlgorithm = "gzip" });
        caller.RequestWithoutDecoding(1, TestMethods.UnaryPath, ("grpc-accept-encoding", accepted));
        caller.Message(1, "x", end: true);

        ScriptedResponse response = caller.Ended(1);
        Assert.Equal(encoding, response.Blocks[0].GetValueOrDefault("grpc-encoding"));
        Assert.Equal(flag, response.Wire[0]);
        Assert.Equal(flag == 1, response.Wire.Count < 1000);
    }

    [Fact]
    public void Rule_63_a_message_may_go_uncompressed_in_a_compressed_call()
    {
        using var caller = ScriptedCaller.To(
            binder => binder.AddServerStreaming(TestMethods.ServerStreaming, async (_, responses, _) =>
            {
                responses.WriteOptions = new WriteOptions(WriteFlags.NoCompress);
                await responses.WriteAsync("plain");
                responses.WriteOptions = null;
                await responses.WriteAsync(Long);
            }),
            new GrpcServerOptions { ResponseCompressionAlgorithm = "gzip" });
        caller.RequestWithoutDecoding(1, TestMethods.ServerStreamingPath, ("grpc-accept-encoding", "gzip"));
        caller.Message(1, "x", end: true);

        ScriptedResponse response = caller.Ended(1);
        Assert.Equal("gzip", response.Blocks[0]["grpc-encoding"]);
        Assert.Equal(0, response.Wire[0]);
        Assert.Equal(1, response.Wire[5 + "plain".Length]);
    }

    [Fact]
    public void Rule_64_an_empty_message_is_not_compressed()
    {
        using var caller = ScriptedCaller.To(
            binder => binder.AddUnary(TestMethods.Unary, (_, _) => Task.FromResult("")), new GrpcServerOptions { ResponseCompressionAlgorithm = "gzip" });
        caller.Request(1, TestMethods.UnaryPath, more: ("grpc-accept-encoding", "gzip"));
        caller.Message(1, "x", end: true);

        Assert.Equal([0, 0, 0, 0, 0], caller.Ended(1).Wire);
    }

    [Fact]
    public void A_handler_may_turn_compression_on_for_its_call()
    {
        using var caller = ScriptedCaller.To(binder => binder.AddUnary(TestMethods.Unary, async (_, context) =>
        {
            await context.WriteResponseHeadersAsync(new Metadata { { "grpc-internal-encoding-request", "gzip" }, { "mine", "1" } });
            return Long;
        }));
        caller.RequestWithoutDecoding(1, TestMethods.UnaryPath, ("grpc-accept-encoding", "gzip"));
        caller.Message(1, "x", end: true);

        ScriptedResponse response = caller.Ended(1);
        Assert.Equal("gzip", response.Blocks[0]["grpc-encoding"]);
        Assert.Equal("1", response.Blocks[0]["mine"]);
        Assert.DoesNotContain("grpc-internal-encoding-request", response.Blocks[0].Keys);
        Assert.Equal(1, response.Wire[0]);
    }

    private static byte[] Compressed(string text, string encoding)
    {
        byte[] pooled = Deflater.Deflate(
            Encoding.UTF8.GetBytes(text), CompressionProviders.Default.Find(encoding)!, CompressionLevel.Optimal, out int length);
        return pooled.AsSpan(0, length).ToArray();
    }
}
