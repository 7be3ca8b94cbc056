using Peregrine.Http2;

namespace Peregrine.Tests.Client.Config;

/// <summary>What a service config may ask for and a channel does not do: it is passed over without harm, or refused by name.</summary>
public sealed class LaterFeatureTests
{
    [Fact]
    public async Task Rule_59_a_method_with_a_hedging_policy_is_called_once()
    {
        await using ScriptedChannel script = await ConnectAsync("""
            { "methodConfig": [ { "name": [ {} ], "hedgingPolicy": { "maxAttempts": 3, "hedgingDelay": "0.1s", "nonFatalStatusCodes": [ "UNAVAILABLE" ] } } ] }
            """);
        AsyncUnaryCall<string> call = script.Unary();
        script.Peer.ExpectUnary(1);
        script.Time.Advance(TimeSpan.FromSeconds(10));
        script.Peer.ExpectNothing();
        script.Peer.SendTrailersOnly(1, (int)StatusCode.Unavailable);
        Assert.Equal(StatusCode.Unavailable, (await call.AsResult()).Status.StatusCode);
        script.Peer.ExpectNothing();
    }

    [Fact]
    public async Task Rule_74_pick_first_does_not_ask_for_health()
    {
        await using ScriptedChannel script = await ConnectAsync("""{ "healthCheckConfig": { "serviceName": "shop" } }""");
        Assert.Equal(ConnectivityState.Ready, script.Channel.State);
        await script.Channel.FlushControlAsync();
        script.Peer.ExpectNothing();
        AsyncUnaryCall<string> call = script.Unary();
        script.Peer.ExpectUnary(1);
        script.Peer.Answer(1);
        Assert.Equal("ok", await call);
    }

    [Fact]
    public async Task Rule_75_outlier_detection_is_refused_by_name_and_beside_pick_first_ejects_nothing()
    {
        const string Policy = """{ "outlier_detection_experimental": { "interval": "1s", "failurePercentageEjection": { "minimumHosts": 1, "requestVolume": 1 }, "childPolicy": [ { "pick_first": {} } ] } }""";
        var refused = Assert.Throws<ArgumentException>(() => GrpcChannel.ForAddress(
            "http://10.0.0.1:1", new GrpcChannelOptions { ServiceConfig = ServiceConfig.Parse($$"""{ "loadBalancingConfig": [ {{Policy}} ] }""") }));
        Assert.Contains("outlier_detection_experimental", refused.Message, StringComparison.Ordinal);

        await using ScriptedChannel script = await ConnectAsync($$"""{ "loadBalancingConfig": [ {{Policy}}, { "pick_first": {} } ] }""");
        for (int i = 0; i < 10; i++)
        {
            AsyncUnaryCall<string> call = script.Unary();
            script.Peer.ExpectUnary(1 + 2 * i);
            script.Peer.SendTrailersOnly(1 + 2 * i, (int)StatusCode.Unavailable);
            Assert.Equal(StatusCode.Unavailable, (await call.AsResult()).Status.StatusCode);
            script.Time.Advance(TimeSpan.FromSeconds(10));
        }
        await script.Channel.FlushControlAsync();
        Assert.Equal(ConnectivityState.Ready, script.Channel.State);
        Assert.False(script.Connector.HasAttempt);
    }

    private static Task<ScriptedChannel> ConnectAsync(string config) =>
        ScriptedChannel.ConnectAsync(time => new GrpcChannelOptions { TimeProvider = time, Random = new Random(1), ServiceConfig = ServiceConfig.Parse(config) });
}
