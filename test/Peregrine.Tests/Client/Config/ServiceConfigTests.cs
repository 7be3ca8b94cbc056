namespace Peregrine.Tests.Client.Config;

/// <summary>Service configs as JSON: grpc/service_config/service_config.proto, gRFCs A2, A6, A24.</summary>
public sealed class ServiceConfigTests
{
    [Fact]
    public void Everything_that_a_channel_uses_is_read()
    {
        var config = ServiceConfig.Parse("""
            {
              "loadBalancingConfig": [ { "round_robin": {} }, { "pick_first": { "shuffleAddressList": true } } ],
              "methodConfig": [
                {
                  "name": [ { "service": "shop.Orders", "method": "Get" }, { "service": "shop.Stock" }, {} ],
                  "waitForReady": true, "timeout": "1.25s", "maxRequestMessageBytes": 1024, "maxResponseMessageBytes": "4294967295",
                  "retryPolicy": {
                    "maxAttempts": 4, "initialBackoff": "0.1s", "maxBackoff": "2s", "backoffMultiplier": 1.5,
                    "retryableStatusCodes": [ "UNAVAILABLE", "resource_exhausted", 10 ]
                  }
                }
              ],
              "retryThrottling": { "maxTokens": 10, "tokenRatio": 0.25 },
              "connectionScaling": { "maxConnectionsPerSubchannel": 3 },
              "healthCheckConfig": { "serviceName": "shop" }, "someDay": [ 1 ]
            }
            """);

        MethodConfig method = Assert.Single(config.MethodConfigs);
        Assert.Equal([("shop.Orders", "Get"), ("shop.Stock", null), (null, null)], method.Names.Select(name => (name.Service, name.Method)));
        Assert.True(method.WaitForReady);
        Assert.Equal(TimeSpan.FromSeconds(1.25), method.Timeout);
        Assert.Equal((1024, int.MaxValue), (method.MaxRequestMessageBytes, method.MaxResponseMessageBytes));
        RetryPolicy retry = method.RetryPolicy!;
        Assert.Equal((4, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(2), 1.5), (retry.MaxAttempts, retry.InitialBackoff, retry.MaxBackoff, retry.BackoffMultiplier));
        Assert.Equal([StatusCode.Unavailable, StatusCode.ResourceExhausted, StatusCode.Aborted], retry.RetryableStatusCodes);
        Assert.Equal(3, config.MaxConnectionsPerSubchannel);
        Assert.Equal((10, 0.25), (config.RetryThrottling!.MaxTokens, config.RetryThrottling.TokenRatio));
        Assert.Equal([("round_robin", "{}"), ("pick_first", """{ "shuffleAddressList": true }""")], config.LoadBalancingConfigs.Select(policy => (policy.PolicyName, policy.Json)));
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, 1)]
    [InlineData(1000, 10)]
    public void A105_of_connections_there_are_ten_at_most_and_none_asked_for_is_the_options_number(int asked, int? taken) =>
        Assert.Equal(taken, ServiceConfig.Parse($$"""{ "connectionScaling": { "maxConnectionsPerSubchannel": {{asked}} } }""").MaxConnectionsPerSubchannel);

    [Fact]
    public void An_empty_config_says_nothing()
    {
        var config = ServiceConfig.Parse("{}");
        Assert.Empty(config.MethodConfigs);
        Assert.Empty(config.LoadBalancingConfigs);
        Assert.Null(config.RetryThrottling);
    }

    [Theory]
    [InlineData("{", "the service config is no JSON")]
    [InlineData("[]", "the whole must be an object")]
    [InlineData("""{ "methodConfig": {} }""", "methodConfig must be a list")]
    [InlineData("""{ "methodConfig": [ { "timeout": 1 } ] }""", "methodConfig[0].timeout must be a duration in seconds")]
    [InlineData("""{ "methodConfig": [ {}, { "timeout": "-1s" } ] }""", "methodConfig[1].timeout must be a duration in seconds")]
    [InlineData("""{ "methodConfig": [ { "waitForReady": "yes" } ] }""", "methodConfig[0].waitForReady must be true or false; it is \"yes\"")]
    [InlineData("""{ "methodConfig": [ { "maxRequestMessageBytes": -1 } ] }""", "methodConfig[0].maxRequestMessageBytes must be a number of bytes; it is -1")]
    [InlineData("""{ "methodConfig": [ { "name": [ { "method": "Get" } ] } ] }""", "methodConfig[0].name[0] names the method Get of no service")]
    [InlineData("""{ "methodConfig": [ { "name": [ {} ] }, { "name": [ { "service": "" } ] } ] }""", "methodConfig[1].name[0] names every service/every method, which another name does already")]
    [InlineData("""{ "methodConfig": [ { "retryPolicy": { "maxAttempts": 1 } } ] }""", "methodConfig[0].retryPolicy.maxAttempts must be at least 2")]
    [InlineData("""{ "methodConfig": [ { "retryPolicy": { "maxAttempts": 2.5 } } ] }""", "methodConfig[0].retryPolicy.maxAttempts must be a whole number; it is 2.5")]
    [InlineData("""{ "methodConfig": [ { "retryPolicy": { "maxAttempts": 2 } } ] }""", "methodConfig[0].retryPolicy must have initialBackoff")]
    [InlineData("""{ "methodConfig": [ { "retryPolicy": { "maxAttempts": 2, "initialBackoff": "0s" } } ] }""", "methodConfig[0].retryPolicy.initialBackoff must be more than zero")]
    [InlineData(
        """{ "methodConfig": [ { "retryPolicy": { "maxAttempts": 2, "initialBackoff": "1s", "maxBackoff": "1s", "backoffMultiplier": 0 } } ] }""",
        "methodConfig[0].retryPolicy.backoffMultiplier must be more than zero")]
    [InlineData(
        """{ "methodConfig": [ { "retryPolicy": { "maxAttempts": 2, "initialBackoff": "1s", "maxBackoff": "1s", "backoffMultiplier": 1, "retryableStatusCodes": [ "BROKEN" ] } } ] }""",
        "methodConfig[0].retryPolicy.retryableStatusCodes[0] is no status code, such as UNAVAILABLE; it is \"BROKEN\"")]
    [InlineData(
        """{ "methodConfig": [ { "retryPolicy": { "maxAttempts": 2, "initialBackoff": "1s", "maxBackoff": "1s", "backoffMultiplier": 1, "retryableStatusCodes": [] } } ] }""",
        "methodConfig[0].retryPolicy.retryableStatusCodes must name a status at least")]
    [InlineData("""{ "methodConfig": [ { "retryPolicy": {}, "hedgingPolicy": {} } ] }""", "methodConfig[0].hedgingPolicy beside a retryPolicy")]
    [InlineData("""{ "retryThrottling": { "maxTokens": 1001 } }""", "retryThrottling.maxTokens must be from 1 to 1000; it is 1001")]
    [InlineData("""{ "retryThrottling": { "maxTokens": 10, "tokenRatio": 0 } }""", "retryThrottling.tokenRatio must be more than zero")]
    [InlineData("""{ "loadBalancingConfig": [ { "a": {}, "b": {} } ] }""", "loadBalancingConfig[0] must have one member")]
    public void What_is_wrong_is_told_with_its_place(string json, string message) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => ServiceConfig.Parse(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void A24_a_channel_takes_the_first_policy_that_it_knows_and_none_is_an_error()
    {
        using GrpcChannel channel = Channel("""{ "loadBalancingConfig": [ { "some_day": {} }, { "pick_first": {} } ] }""");
        Assert.Contains(
            "the service config asks for round_robin; the only balancing policy is pick_first",
            Assert.Throws<ArgumentException>(() => Channel("""{ "loadBalancingPolicy": "ROUND_ROBIN" }""")).Message, StringComparison.Ordinal);

        static GrpcChannel Channel(string json) => GrpcChannel.ForAddress("http://localhost:1", new GrpcChannelOptions { ServiceConfig = ServiceConfig.Parse(json) });
    }

    [Fact]
    public async Task A_channel_keeps_to_the_timeout_and_the_sizes_of_its_config()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync(time => new GrpcChannelOptions
        {
            TimeProvider = time,
            ServiceConfig = ServiceConfig.Parse("""
                { "methodConfig": [
                    { "name": [ { "service": "test.Echo", "method": "Unary" } ], "timeout": "2s", "maxRequestMessageBytes": 4, "maxResponseMessageBytes": 3 },
                    { "name": [ {} ], "timeout": "3600s" } ] }
                """),
        });
        Assert.Equal(StatusCode.ResourceExhausted, (await script.Unary("larger").AsResult()).Status.StatusCode);
        AsyncUnaryCall<string> answered = script.Unary("fits");
        Assert.Contains(("grpc-timeout", "2000000u"), script.Peer.ExpectUnary(1, "fits"));
        script.Peer.Answer(1, "long");
        Assert.Equal(StatusCode.ResourceExhausted, (await answered.AsResult()).Status.StatusCode);
        AsyncUnaryCall<string> late = script.Unary("late");
        script.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(StatusCode.DeadlineExceeded, (await late.AsResult()).Status.StatusCode);
    }
}
