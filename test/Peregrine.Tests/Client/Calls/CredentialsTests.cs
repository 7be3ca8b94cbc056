using Peregrine.Testing;

namespace Peregrine.Tests.Client.Calls;

/// <summary>Rules 14 and 69: call credentials.</summary>
public sealed class CredentialsTests
{
    [Fact]
    public async Task Rule_69_credentials_are_refused_on_plaintext_with_an_error_that_says_how_to_allow_them()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        InvalidOperationException thrown = Assert.Throws<InvalidOperationException>(() => { script.Unary("hi", new CallOptions(credentials: Token("secret"))); });
        Assert.Contains(nameof(GrpcChannelOptions.UnsafeUseInsecureChannelCallCredentials), thrown.Message);
        script.Peer.ExpectNothing();
    }

    [Fact]
    public async Task Rule_69_credentials_of_call_and_channel_are_added_where_they_are_allowed()
    {
        await using ScriptedChannel script = await Allowed(Token("of the channel"));
        AsyncUnaryCall<string> call = script.Unary("hi", new CallOptions(credentials: Token("of the call")));
        IReadOnlyList<(string Name, string Value)> headers = await script.Peer.ExpectUnaryAsync(1);
        Assert.Equal(["of the channel", "of the call"], headers.Where(field => field.Name == "authorization").Select(field => field.Value));
        script.Peer.Answer(1);
        Assert.Equal("ok", await call);
    }

    [Fact]
    public async Task Rule_69_credentials_are_asked_anew_for_each_attempt_and_told_what_for()
    {
        int asked = 0;
        List<string> audiences = [];
        CallCredentials counting = CallCredentials.FromInterceptor((context, metadata) =>
        {
            audiences.Add($"{context.ServiceUrl} {context.MethodName}");
            metadata.Add("n", $"{++asked}");
            return Task.CompletedTask;
        });
        await using ScriptedChannel script = await Allowed(counting);
        _ = script.Unary();
        Assert.Contains(("n", "1"), await script.Peer.ExpectUnaryAsync(1));
        script.Peer.SendReset(1, Peregrine.Http2.ErrorCode.RefusedStream);
        Assert.Contains(("n", "2"), await script.Peer.ExpectUnaryAsync(3));
        Assert.Equal(["https://test/test.Echo Unary", "https://test/test.Echo Unary"], audiences);
    }

    [Fact]
    public async Task Rule_69_waiting_for_credentials_counts_toward_the_deadline_and_they_are_told_to_give_up()
    {
        var cancelled = new TaskCompletionSource();
        var never = new TaskCompletionSource();
        CallCredentials slow = CallCredentials.FromInterceptor((context, _) =>
        {
            context.CancellationToken.Register(() => cancelled.TrySetResult());
            return never.Task;
        });
        await using ScriptedChannel script = await Allowed(slow);
        AsyncUnaryCall<string> call = script.Unary("hi", new CallOptions(deadline: script.Time.GetUtcNow().UtcDateTime.AddSeconds(1)));
        script.Time.Advance(TimeSpan.FromSeconds(1));
        Status status = (await call.AsResult()).Status;
        Assert.Equal(StatusCode.DeadlineExceeded, status.StatusCode);
        Assert.Contains("call credentials", status.Detail);
        await cancelled.Task.WaitAsync(TimeSpan.FromMinutes(2));
        script.Peer.ExpectNothing();
    }

    [Theory]
    [InlineData(StatusCode.InvalidArgument, StatusCode.Internal)]
    [InlineData(StatusCode.NotFound, StatusCode.Internal)]
    [InlineData(StatusCode.AlreadyExists, StatusCode.Internal)]
    [InlineData(StatusCode.FailedPrecondition, StatusCode.Internal)]
    [InlineData(StatusCode.Aborted, StatusCode.Internal)]
    [InlineData(StatusCode.OutOfRange, StatusCode.Internal)]
    [InlineData(StatusCode.DataLoss, StatusCode.Internal)]
    [InlineData(StatusCode.PermissionDenied, StatusCode.PermissionDenied)]
    public async Task Rule_14_codes_that_only_a_server_may_give_become_internal(StatusCode given, StatusCode expected)
    {
        await using ScriptedChannel script = await Allowed(CallCredentials.FromInterceptor((_, _) => throw new RpcException(new Status(given, "x"))));
        Assert.Equal(expected, (await script.Unary().AsResult()).Status.StatusCode);
    }

    [Fact]
    public async Task Rule_14_a_token_that_cannot_be_fetched_is_unavailable_and_other_faults_are_unauthenticated()
    {
        await using ScriptedChannel fetch = await Allowed(CallCredentials.FromInterceptor((_, _) => throw new HttpRequestException("token server down")));
        Status unavailable = (await fetch.Unary().AsResult()).Status;
        Assert.Equal(StatusCode.Unavailable, unavailable.StatusCode);
        Assert.Contains("token server down", unavailable.Detail);
        await using ScriptedChannel fault = await Allowed(CallCredentials.FromInterceptor((_, _) => throw new FormatException("key")));
        Assert.Equal(StatusCode.Unauthenticated, (await fault.Unary().AsResult()).Status.StatusCode);
    }

    private static CallCredentials Token(string value) => CallCredentials.FromInterceptor((_, metadata) =>
    {
        metadata.Add("authorization", value);
        return Task.CompletedTask;
    });

    private static Task<ScriptedChannel> Allowed(CallCredentials ofChannel) => ScriptedChannel.ConnectAsync(time => new GrpcChannelOptions
    {
        TimeProvider = time,
        UnsafeUseInsecureChannelCallCredentials = true,
        Credentials = ChannelCredentials.Create(ChannelCredentials.Insecure, ofChannel),
    });
}
