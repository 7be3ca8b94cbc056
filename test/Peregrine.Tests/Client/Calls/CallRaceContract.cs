using Peregrine.Http2;

namespace Peregrine.Tests.Client.Calls;

/// <summary>Many threads call, cancel, dispose and run into deadlines at once: no answer goes to the wrong call, and every call ends. Run over each transport.</summary>
public abstract class CallRaceContract
{
    private const int Workers = 4;
    private const int CallsPerWorker = 1500;

    /// <summary>Where the server listens.</summary>
    protected abstract string[] Urls { get; }

    /// <summary>A channel to a started server.</summary>
    protected abstract GrpcChannel Connect(GrpcServer server);

    [Fact]
    public async Task Pooled_calls_that_race_with_their_ends_never_mix()
    {
        // Two thirds of the calls may end in a reset, depending on who is quicker: more than a server bears from one client in so short a time.
        var http2 = new Http2Options { Abuse = new AbuseLimits { StreamResets = Workers * CallsPerWorker } };
        await using GrpcServer server = EchoServer.Create(new GrpcServerOptions { Http2 = http2 }, Urls).Start();
        await using GrpcChannel channel = Connect(server);
        CallInvoker invoker = channel.CreateCallInvoker();
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(() => WorkAsync(invoker, worker)))).WaitAsync(TimeSpan.FromMinutes(4));
        Assert.Equal(0, channel.ArmedDeadlines);
        Assert.Equal(0, channel.WaitingCalls);
        Assert.Equal(16 * 1024 * 1024, channel.ReplayBudgetLeft);
    }

    private static async Task WorkAsync(CallInvoker invoker, int worker)
    {
        var random = new Random(worker);
        AsyncUnaryCall<string>? previous = null;
        for (int i = 0; i < CallsPerWorker; i++)
        {
            string request = $"{worker}.{i}";
            switch (random.Next(6))
            {
                case 0:
                    await CancelAsync(invoker, request, random);
                    break;
                case 1:
                    await ExpireAsync(invoker, request, random);
                    break;
                case 2:
                    AsyncUnaryCall<string> disposed = invoker.AsyncUnaryCall(EchoServer.Unary, null, default, request);
                    Spin(random);
                    disposed.Dispose();
                    await AllowAsync(disposed, request, StatusCode.Cancelled);
                    break;
                case 3:
                    await StreamAsync(invoker, random);
                    break;
                default:
                    AsyncUnaryCall<string> call = invoker.AsyncUnaryCall(EchoServer.Unary, null, default, request);
                    // A call that ended long ago must not reach the one that has its objects now.
                    previous?.Dispose();
                    Assert.Equal(request, await call);
                    previous = call;
                    break;
            }
        }
    }

    private static async Task CancelAsync(CallInvoker invoker, string request, Random random)
    {
        using var cancellation = new CancellationTokenSource();
        AsyncUnaryCall<string> call = invoker.AsyncUnaryCall(EchoServer.Unary, null, new CallOptions(cancellationToken: cancellation.Token), request);
        Spin(random);
        await cancellation.CancelAsync();
        await AllowAsync(call, request, StatusCode.Cancelled);
    }

    private static async Task ExpireAsync(CallInvoker invoker, string request, Random random)
    {
        DateTime deadline = DateTime.UtcNow.AddMilliseconds(random.Next(-1, 3));
        await AllowAsync(invoker.AsyncUnaryCall(EchoServer.Unary, null, new CallOptions(deadline: deadline), request), request, StatusCode.DeadlineExceeded);
    }

    private static async Task StreamAsync(CallInvoker invoker, Random random)
    {
        using AsyncServerStreamingCall<string> call = invoker.AsyncServerStreamingCall(EchoServer.ServerStream, null, default, "4");
        int take = random.Next(5);
        for (int i = 0; i < take; i++)
        {
            Assert.True(await call.ResponseStream.MoveNext());
            Assert.Equal($"{i}", call.ResponseStream.Current);
        }
    }

    private static async Task AllowAsync(AsyncUnaryCall<string> call, string request, StatusCode alternative)
    {
        RpcResult<string> result = await call.AsResult();
        if (result.IsOk)
            Assert.Equal(request, result.Value);
        else
            Assert.Equal(alternative, result.Status.StatusCode);
    }

    private static void Spin(Random random) => Thread.SpinWait(random.Next(200));
}
