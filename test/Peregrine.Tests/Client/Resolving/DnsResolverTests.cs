using System.Net;
using System.Net.Sockets;
using Peregrine.Client;
using Peregrine.Testing;

namespace Peregrine.Tests.Client.Resolving;

/// <summary>Rules 71, 72 on names: what is looked up when.</summary>
public sealed class DnsResolverTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly System.Threading.Channels.Channel<ResolverResult> _results = System.Threading.Channels.Channel.CreateUnbounded<ResolverResult>();
    private readonly Queue<Func<IPAddress[]>> _answers = new();
    private int _lookUps;

    [Fact]
    public async Task A_name_becomes_its_addresses_with_the_port()
    {
        await using DnsResolver resolver = Create(() => [IPAddress.Parse("10.0.0.1"), IPAddress.Parse("fd00::1")]);
        resolver.Start(Record);
        ResolverResult result = await NextAsync();
        Assert.Equal(["10.0.0.1:50051", "[fd00::1]:50051"], result.Addresses.Select(address => address.Name));
    }

    [Fact]
    public async Task A_failure_names_the_host_and_is_tried_again_with_backoff()
    {
        await using DnsResolver resolver = Create(() => throw new SocketException((int)SocketError.HostNotFound), () => [IPAddress.Loopback]);
        resolver.Start(Record);
        ResolverResult failed = await NextAsync();
        Assert.Equal(StatusCode.Unavailable, failed.Failure.StatusCode);
        Assert.Contains("'backend'", failed.Failure.Detail);
        await AdvanceUntilNextLookUpAsync(TimeSpan.FromSeconds(1.2));
        Assert.Single((await NextAsync()).Addresses);
    }

    [Fact]
    public async Task A_name_without_addresses_is_a_failure()
    {
        await using DnsResolver resolver = Create(() => []);
        resolver.Start(Record);
        Assert.True((await NextAsync()).IsFailure);
    }

    [Fact]
    public async Task Refreshing_is_polite_to_name_servers()
    {
        await using DnsResolver resolver = Create(() => [IPAddress.Loopback], () => [IPAddress.IPv6Loopback]);
        resolver.Start(Record);
        await NextAsync();
        _time.Advance(TimeSpan.FromSeconds(10));
        resolver.Refresh();
        resolver.Refresh();
        _time.Advance(TimeSpan.FromSeconds(19));
        Assert.Equal(1, _lookUps);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("[::1]:50051", Assert.Single((await NextAsync()).Addresses).Name);
        Assert.Equal(2, _lookUps);
    }

    private DnsResolver Create(params Func<IPAddress[]>[] answers)
    {
        foreach (Func<IPAddress[]> answer in answers)
            _answers.Enqueue(answer);
        return new DnsResolver("backend", 50051, LookUpAsync, new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(120), new Random(1)), _time);
    }

    private Task<IPAddress[]> LookUpAsync(string host, CancellationToken cancellationToken)
    {
        Assert.Equal("backend", host);
        Interlocked.Increment(ref _lookUps);
        return Task.FromResult(_answers.Dequeue()());
    }

    private void Record(ResolverResult result) => _results.Writer.TryWrite(result);

    private async Task<ResolverResult> NextAsync() => await _results.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(2));

    // The wait is set just after the result was told: on another thread.
    private async Task AdvanceUntilNextLookUpAsync(TimeSpan wait)
    {
        int before = Volatile.Read(ref _lookUps);
        while (_time.ActiveTimers == 0)
            await Task.Yield();
        _time.Advance(wait);
        while (Volatile.Read(ref _lookUps) == before)
            await Task.Yield();
    }
}
