using Peregrine.Http2;
using Peregrine.Http2.Frames;

namespace Peregrine.Tests.Server;

/// <summary>gRFC A9: callers that ask too often whether the server lives are told so and sent away (rule 82), under fake time.</summary>
public class PingPolicyTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(1);

    [Fact]
    public void Rule_82_the_third_ping_too_soon_ends_the_connection_with_too_many_pings()
    {
        using ScriptedCaller caller = Start();
        caller.Request(1, TestMethods.UnaryPath);
        Ping(caller, 3, Soon);
        Assert.Empty(caller.GoAways);
        Ping(caller, 1, Soon);
        Assert.Equal([(ErrorCode.EnhanceYourCalm, "too_many_pings")], caller.GoAways);
        Assert.True(caller.Connection.OpenStreams == 0);
    }

    [Fact]
    public void A9_a_ping_every_five_minutes_is_what_a_caller_with_open_calls_may_send()
    {
        using ScriptedCaller caller = Start();
        caller.Request(1, TestMethods.UnaryPath);
        Ping(caller, 50, TimeSpan.FromMinutes(5));
        Assert.Empty(caller.GoAways);
    }

    [Fact]
    public void A9_what_the_server_sends_meanwhile_forgives_the_strikes()
    {
        using ScriptedCaller caller = Start();
        for (int stream = 1; stream < 41; stream += 2)
        {
            Ping(caller, 2, Soon);
            caller.Request(stream, TestMethods.UnaryPath);
            caller.Message(stream, "hi", end: true);
            caller.Ended(stream);
        }

        Assert.Empty(caller.GoAways);
    }

    [Fact]
    public void A8_without_calls_a_caller_may_ask_every_two_hours()
    {
        using ScriptedCaller caller = Start();
        Ping(caller, 10, TimeSpan.FromHours(2));
        Assert.Empty(caller.GoAways);
        Ping(caller, 3, TimeSpan.FromMinutes(10));
        Assert.Equal([(ErrorCode.EnhanceYourCalm, "too_many_pings")], caller.GoAways);
    }

    [Fact]
    public void A9_the_same_interval_without_calls_is_permitted_by_option()
    {
        using ScriptedCaller caller = Start(new PingPolicy { PermitWithoutStreams = true, MinInterval = TimeSpan.FromMinutes(10), Strikes = 0 });
        Ping(caller, 10, TimeSpan.FromMinutes(10));
        Assert.Empty(caller.GoAways);
        Ping(caller, 1, TimeSpan.FromMinutes(9));
        Assert.Equal([(ErrorCode.EnhanceYourCalm, "too_many_pings")], caller.GoAways);
    }

    [Fact]
    public void Without_a_policy_only_the_budget_against_floods_counts()
    {
        using ScriptedCaller caller = Start(policy: null);
        Ping(caller, 50, Soon);
        Assert.Empty(caller.GoAways);
    }

    private static ScriptedCaller Start() => Start(new GrpcServerOptions().Pings);

    private static ScriptedCaller Start(PingPolicy? policy) =>
        ScriptedCaller.To(binder => binder.AddUnary(TestMethods.Unary, (request, _) => Task.FromResult(request)), new GrpcServerOptions { Pings = policy });

    private static void Ping(ScriptedCaller caller, int times, TimeSpan apart)
    {
        for (int i = 0; i < times; i++)
        {
            caller.Time.Advance(apart);
            caller.Frame(FrameType.Ping, FrameFlags.None, 0, new byte[8]);
            caller.Pump();
        }
    }
}
