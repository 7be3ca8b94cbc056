using Peregrine.Health;
using static Peregrine.Health.HealthCheckResponse;

namespace Peregrine.Tests.Server;

public class HealthServiceTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Rule_86_check_tells_the_health_and_not_found_for_what_is_not_registered()
    {
        var health = new HealthService();
        health.SetStatus("a", ServingStatus.NotServing);
        await using GrpcServer server = new GrpcServer("http://127.0.0.1:0").Add(health).Start();
        await using GrpcChannel channel = GrpcChannel.ForAddress(server.Urls[0]);
        var client = new Health.Health.HealthClient(channel);

        Assert.Equal(ServingStatus.Serving, (await client.CheckAsync(new HealthCheckRequest())).Status);
        Assert.Equal(ServingStatus.NotServing, (await client.CheckAsync(new HealthCheckRequest { Service = "a" })).Status);
        var error = await Assert.ThrowsAsync<RpcException>(async () => await client.CheckAsync(new HealthCheckRequest { Service = "b" }));
        Assert.Equal(StatusCode.NotFound, error.StatusCode);
    }

    [Fact]
    public async Task Rule_86_watch_tells_the_health_at_once_and_whenever_it_changes()
    {
        var health = new HealthService();
        await using GrpcServer server = new GrpcServer("http://127.0.0.1:0").Add(health).Start();
        await using GrpcChannel channel = GrpcChannel.ForAddress(server.Urls[0]);
        var client = new Health.Health.HealthClient(channel);
        using AsyncServerStreamingCall<HealthCheckResponse> watch = client.Watch(new HealthCheckRequest { Service = "later" });

        Assert.Equal(ServingStatus.ServiceUnknown, await Next(watch));
        health.SetStatus("later", ServingStatus.Serving);
        Assert.Equal(ServingStatus.Serving, await Next(watch));
        health.SetStatus("other", ServingStatus.Serving);
        health.SetStatus("later", ServingStatus.NotServing);
        Assert.Equal(ServingStatus.NotServing, await Next(watch));
        health.ClearStatus("later");
        Assert.Equal(ServingStatus.ServiceUnknown, await Next(watch));
    }

    [Fact]
    public async Task List_tells_of_all_services()
    {
        var health = new HealthService();
        health.SetStatus("a", ServingStatus.NotServing);
        await using GrpcServer server = new GrpcServer("http://127.0.0.1:0").Add(health).Start();
        await using GrpcChannel channel = GrpcChannel.ForAddress(server.Urls[0]);
        var client = new Health.Health.HealthClient(channel);

        HealthListResponse list = await client.ListAsync(new HealthListRequest());
        Assert.Equal(["", "a"], list.Statuses.Keys.Order(StringComparer.Ordinal));
        for (int i = 0; i < 100; i++)
            health.SetStatus($"s{i}", ServingStatus.Serving);
        var error = await Assert.ThrowsAsync<RpcException>(async () => await client.ListAsync(new HealthListRequest()));
        Assert.Equal(StatusCode.ResourceExhausted, error.StatusCode);
    }

    [Fact]
    public async Task Rule_86_a_server_that_stops_says_not_serving_and_is_not_held_up_by_watches()
    {
        GrpcServer server = new GrpcServer("http://127.0.0.1:0").Add(new HealthService()).Start();
        await using GrpcChannel channel = GrpcChannel.ForAddress(server.Urls[0]);
        var client = new Health.Health.HealthClient(channel);
        using AsyncServerStreamingCall<HealthCheckResponse> watch = client.Watch(new HealthCheckRequest());
        Assert.Equal(ServingStatus.Serving, await Next(watch));

        Task stopping = server.StopAsync(Timeout.InfiniteTimeSpan);
        Assert.Equal(ServingStatus.NotServing, await Next(watch));
        var error = await Assert.ThrowsAsync<RpcException>(() => watch.ResponseStream.MoveNext());
        Assert.Equal(StatusCode.Unavailable, error.StatusCode);
        await stopping.WaitAsync(Long);
    }

    private static async Task<ServingStatus> Next(AsyncServerStreamingCall<HealthCheckResponse> watch)
    {
        Assert.True(await watch.ResponseStream.MoveNext().WaitAsync(Long));
        return watch.ResponseStream.Current.Status;
    }
}
