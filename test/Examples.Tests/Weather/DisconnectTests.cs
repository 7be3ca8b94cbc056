using Peregrine;
using Peregrine.Testing;
using Weather.Domain;
using Weather.V1;

namespace Examples.Tests.Weather;

/// <summary>What either side sees when the other goes away in the middle of a stream.</summary>
public sealed class DisconnectTests
{
    private static readonly TimeSpan s_limit = Programs.ExampleProcess.Limit;

    [Fact]
    public async Task A_client_that_vanishes_in_the_middle_of_an_upload_frees_its_handler()
    {
        var store = new WaitingStore();
        await using var weather = new RunningWeather(store);
        await using (GrpcChannel channel = weather.NewChannel())
        {
            var call = new global::Weather.V1.WeatherService.WeatherServiceClient(channel).UploadWeatherPhoto();
            await call.RequestStream.WriteAsync(new UploadWeatherPhotoRequest { Metadata = new() { FileName = "half.png" } });
            await call.RequestStream.WriteAsync(new UploadWeatherPhotoRequest { Payload = new() { Data = Peregrine.Protobuf.ByteString.CopyFrom(1, 2, 3) } });
            await store.Begun.WaitAsync(s_limit);
        }
        // The reader of the store failed: half a photo is not taken for a whole one.
        await Assert.ThrowsAnyAsync<Exception>(() => store.Ended.WaitAsync(s_limit));
        Assert.True(store.Token.IsCancellationRequested);
    }

    [Fact]
    public async Task A_client_that_cancels_its_subscription_frees_the_handler()
    {
        var time = new FakeTimeProvider();
        await using var weather = new RunningWeather(alertInterval: TimeSpan.FromHours(1), time: time);
        using var stop = new CancellationTokenSource();
        using var call = weather.Client.SubscribeWeatherAlerts(new SubscribeWeatherAlertsRequest(), cancellationToken: stop.Token);
        Task<bool> next = call.ResponseStream.MoveNext(CancellationToken.None);
        await time.WhenTimerIsSetAsync().WaitAsync(s_limit);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next.WaitAsync(s_limit));
        Assert.True(SpinWait.SpinUntil(() => time.ActiveTimers == 0, s_limit), "the handler still waits for the next alert");
        await weather.Server.StopAsync(Timeout.InfiniteTimeSpan).WaitAsync(s_limit);
    }

    [Fact]
    public async Task A_server_that_goes_away_in_the_middle_of_a_stream_is_UNAVAILABLE_after_what_came_before()
    {
        await using var weather = new RunningWeather(alertInterval: TimeSpan.FromHours(1), alertsAtOnce: 1);
        using var call = weather.Client.SubscribeWeatherAlerts(new SubscribeWeatherAlertsRequest());
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(s_limit));
        await weather.Server.StopAsync(TimeSpan.Zero);
        RpcException failure = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(s_limit))
                continue;
        });
        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
    }

    private sealed class WaitingStore : ISensorStore
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Begun => _begun.Task;

        public Task Ended => _ended.Task;

        public CancellationToken Token { get; private set; }

        public Task StoreAsync(SensorReading reading, CancellationToken cancellationToken) => Task.CompletedTask;

        public async Task<long> StorePhotoAsync(PhotoMetadata metadata, IAsyncEnumerable<ReadOnlyMemory<byte>> bytes, CancellationToken cancellationToken)
        {
            Token = cancellationToken;
            try
            {
                await foreach (ReadOnlyMemory<byte> _ in bytes.WithCancellation(cancellationToken))
                    _begun.TrySetResult();
                _ended.TrySetResult();
            }
            catch (Exception failure)
            {
                _ended.TrySetException(failure);
                throw;
            }
            return 0;
        }
    }
}
