using Peregrine.Http2.Frames;
using Peregrine.Testing;

namespace Peregrine.Tests.Client.Calls;

/// <summary>Rules 32, 65–68, 88 on the client: what is and is not seen of header fields, and odd frames.</summary>
public sealed class ClientMetadataTests
{
    [Fact]
    public async Task Rule_32_messages_and_frames_of_no_length_are_legal()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        AsyncUnaryCall<string> call = script.Unary("");
        script.Peer.ExpectUnary(1, "");
        script.Peer.SendResponseHeaders(1);
        script.Peer.SendData(1, []);
        script.Peer.SendFrame(FrameType.Data, FrameFlags.Padded, 1, [3, 0, 0, 0]);
        script.Peer.SendMessage(1, "");
        script.Peer.SendTrailers(1);
        Assert.Equal("", await call);
    }

    [Fact]
    public async Task Rule_65_we_say_which_compressions_we_take()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        _ = script.Unary();
        Assert.Contains(("grpc-accept-encoding", "identity,gzip,deflate,br"), script.Peer.ExpectUnary(1));
    }

    [Fact]
    public async Task Rule_66_binary_metadata_is_base64_and_received_with_or_without_padding_also_joined()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        AsyncUnaryCall<string> call = script.Unary("hi", new CallOptions(new Metadata { { "Upper-Case", "v" }, { "sent-bin", [0xab, 0xab, 0xab, 0xab] } }));
        IReadOnlyList<(string Name, string Value)> headers = script.Peer.ExpectUnary(1);
        Assert.Contains(("upper-case", "v"), headers);
        Assert.Contains(("sent-bin", "q6urqw"), headers);
        script.Peer.SendTrailersOnly(1, 5, ("got-bin", "AQ==,Ag"), ("got-bin", "Aw"), ("order", "1"), ("order", "2"));
        Metadata trailers = (await call.AsResult()).Trailers;
        Assert.Equal([[1], [2], [3]], trailers.GetAll("got-bin").Select(entry => entry.ValueBytes));
        Assert.Equal(["1", "2"], trailers.GetAll("ORDER").Select(entry => entry.Value));
    }

    [Fact]
    public async Task The_authority_of_a_call_wins_over_that_of_its_channel_for_that_call()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        _ = script.Unary("hi", new CallOptions().WithAuthority("other.example:1"));
        Assert.Equal("other.example:1", Assert.Single(script.Peer.ExpectUnary(1), field => field.Name == ":authority").Value);
        _ = script.Unary();
        Assert.NotEqual("other.example:1", Assert.Single(script.Peer.ExpectUnary(3), field => field.Name == ":authority").Value);
    }

    [Fact]
    public async Task Rule_67_what_the_protocol_keeps_for_itself_is_hidden_and_odd_values_do_no_harm()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        AsyncUnaryCall<string> call = script.Unary("hi", new CallOptions(new Metadata { { "grpc-timeout", "1S" }, { "te", "x" } }));
        IReadOnlyList<(string Name, string Value)> headers = script.Peer.ExpectUnary(1);
        Assert.DoesNotContain(headers, field => field.Name == "grpc-timeout");
        Assert.Equal("trailers", Assert.Single(headers, field => field.Name == "te").Value);
        script.Peer.SendTrailersOnly(1, 5, ("grpc-encoding", "identity"), ("broken-bin", "!!!"), ("latin", "caf\u00e9"), ("kept", "yes"));
        Metadata trailers = (await call.AsResult()).Trailers;
        Assert.Equal("yes", trailers.GetValue("kept"));
        Assert.Null(trailers.Get("grpc-encoding"));
        Assert.Null(trailers.Get("grpc-status"));
        Assert.Null(trailers.Get("content-type"));
    }

    [Fact]
    public async Task Rule_68_response_headers_over_our_limit_are_RESOURCE_EXHAUSTED_and_the_connection_lives()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        AsyncUnaryCall<string> call = script.Unary();
        script.Peer.ExpectUnary(1);
        // Each field counts 32 bytes more than it has (RFC 9113 §6.5.2).
        script.Peer.SendResponseHeaders(1, endStream: false, [.. Enumerable.Repeat(("k", "v"), 2000)]);
        Status status = (await call.AsResult()).Status;
        Assert.True(status.StatusCode == StatusCode.ResourceExhausted, $"{status}");
        Assert.Contains("MaxHeaderListBytes", status.Detail);
        script.Peer.TakeAll();
        AsyncUnaryCall<string> next = script.Unary();
        script.Peer.ExpectUnary(3);
        script.Peer.Answer(3);
        Assert.Equal("ok", await next);
    }

    [Fact]
    public async Task Rule_88_no_empty_DATA_is_sent_but_for_its_END_STREAM()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        AsyncDuplexStreamingCall<string, string> call = script.Duplex();
        for (int i = 0; i < 20; i++)
            await call.RequestStream.WriteAsync("");
        await call.RequestStream.CompleteAsync();
        List<WireFrame> data = [.. script.Peer.TakeAll().Where(frame => frame.Type == FrameType.Data)];
        Assert.All(data, frame => Assert.True(frame.Payload.Length > 0 || frame.EndsStream));
        Assert.Equal(100, data.Sum(frame => frame.Payload.Length));
    }
}
