using Peregrine.Http2.Frames;
using Peregrine.Testing;

namespace Peregrine.Tests.Client.Calls;

/// <summary>The quick way of a unary call and the general one are one call to the peer.</summary>
public sealed class FastPathTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_call_straight_onto_a_connection_gives_the_same_bytes_as_one_through_the_channel(bool compressed)
    {
        List<(FrameType, FrameFlags, int, string)> direct = await FramesAsync(null, compressed);
        List<(FrameType, FrameFlags, int, string)> general = await FramesAsync(
            new ServiceConfig
            {
                // A retry policy sends the call through the channel's general path.
                MethodConfigs = { new MethodConfig { Names = { MethodName.Default }, RetryPolicy = new RetryPolicy { RetryableStatusCodes = { StatusCode.Unavailable } } } },
            },
            compressed);
        Assert.NotEmpty(direct);
        Assert.Equal(direct, general);
    }

    [Fact]
    public async Task A_call_that_waited_for_its_connection_gives_the_same_bytes_too()
    {
        await using ScriptedChannel ready = await ScriptedChannel.ConnectAsync();
        AsyncUnaryCall<string> direct = ready.Unary("same");
        List<(FrameType, FrameFlags, int, string)> expected = Frames(ready.Peer.TakeAll());

        await using ScriptedChannel idle = ScriptedChannel.Create();
        AsyncUnaryCall<string> waiting = idle.Unary("same");
        ScriptedPeer peer = (await idle.Connector.NextAttemptAsync()).Accept();
        WireFrame[] sent = [await peer.NextAsync(), await peer.NextAsync()];
        Assert.Equal(expected, Frames(sent));
        ready.Peer.Answer(1);
        peer.Answer(1);
        Assert.Equal(await direct, await waiting);
    }

    private static async Task<List<(FrameType, FrameFlags, int, string)>> FramesAsync(ServiceConfig? config, bool compressed)
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync(time => new GrpcChannelOptions
        {
            TimeProvider = time,
            ServiceConfig = config,
            RequestCompression = compressed ? "gzip" : null,
        });
        var frames = new List<(FrameType, FrameFlags, int, string)>();
        var options = new CallOptions(new Metadata { { "k", "v" }, { "k-bin", [1, 2] } }, script.Time.GetUtcNow().UtcDateTime.AddSeconds(7));
        for (int i = 0; i < 3; i++)
        {
            AsyncUnaryCall<string> call = script.Unary(new string('z', 1000 * i), options);
            frames.AddRange(Frames(script.Peer.TakeAll()));
            script.Peer.Answer(1 + 2 * i);
            await call;
        }
        return frames;
    }

    private static List<(FrameType, FrameFlags, int, string)> Frames(IEnumerable<WireFrame> frames) =>
        [.. frames.Select(frame => (frame.Type, frame.Flags, frame.StreamId, Convert.ToHexString(frame.Payload)))];
}
