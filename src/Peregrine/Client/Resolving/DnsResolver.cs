using System.Net;
using System.Net.Sockets;
using Peregrine.Http2;

namespace Peregrine.Client;

/// <summary>
/// Looks a host name up. Asked to refresh it waits until 30 seconds have passed since the last look-up; a failed look-up is tried again with the
/// backoff of connections. Any thread; one look-up at a time.
/// </summary>
internal sealed class DnsResolver(string host, int port, Func<string, CancellationToken, Task<IPAddress[]>> lookUp, Backoff backoff, TimeProvider time) : Resolver
{
    // Every gRPC library is as polite to name servers.
    private static readonly TimeSpan s_minInterval = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _disposed = new();

    // Guarded by _gate.
    private Action<ResolverResult>? _onResult;
    private Task _running = Task.CompletedTask;
    private ITimer? _timer;
    private long? _lastLookUp;
    private bool _isWaiting;

    public override void Start(Action<ResolverResult> onResult)
    {
        _onResult = onResult;
        LookUpAfter(TimeSpan.Zero);
    }

    public override void Refresh()
    {
        lock (_gate)
        {
            if (_isWaiting || !_running.IsCompleted)
                return;
        }
        TimeSpan since = _lastLookUp is { } last ? time.GetElapsedTime(last) : s_minInterval;
        LookUpAfter(since >= s_minInterval ? TimeSpan.Zero : s_minInterval - since);
    }

    public override async ValueTask DisposeAsync()
    {
        await _disposed.CancelAsync().ConfigureAwait(false);
        Task running;
        lock (_gate)
        {
            _timer?.Dispose();
            running = _running;
        }
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _disposed.Dispose();
        await base.DisposeAsync().ConfigureAwait(false);
    }

    private void LookUpAfter(TimeSpan delay)
    {
        lock (_gate)
        {
            if (_disposed.IsCancellationRequested)
                return;
            _timer?.Dispose();
            _timer = null;
            _isWaiting = delay > TimeSpan.Zero;
            if (_isWaiting)
                _timer = time.CreateTimer(static state => ((DnsResolver)state!).LookUpAfter(TimeSpan.Zero), this, delay, Timeout.InfiniteTimeSpan);
            else
                _running = LookUpAsync();
        }
    }

    private async Task LookUpAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        _lastLookUp = time.GetTimestamp();
        ResolverResult result;
        try
        {
            IPAddress[] found = await lookUp(host, _disposed.Token).ConfigureAwait(false);
            result = found.Length > 0 ? ResolverResult.Success([.. found.Select(ToAddress)]) : Failed("it has no addresses", null);
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            result = Failed(e.Message, e);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        _onResult!(result);
        if (result.IsFailure)
            LookUpAfter(backoff.Next());
        else
            backoff.Reset();
    }

    private ResolverResult Failed(string why, Exception? cause) =>
        ResolverResult.Fail(new Status(StatusCode.Unavailable, $"looking up the name '{host}' in DNS failed: {why}", cause));

    private BackendAddress ToAddress(IPAddress address)
    {
        var endPoint = new IPEndPoint(address, port);
        return new BackendAddress(Http2Endpoint.Tcp(endPoint), endPoint.ToString(), address.AddressFamily == AddressFamily.InterNetworkV6);
    }
}
