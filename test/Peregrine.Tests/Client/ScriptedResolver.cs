using System.Net;
using Peregrine.Client;
using Peregrine.Http2;

namespace Peregrine.Tests.Client;

/// <summary>A name that resolves to what a test says, when it says it.</summary>
internal sealed class ScriptedResolver : Resolver
{
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Action<ResolverResult> _onResult = _ => { };
    private int _refreshes;

    public Task Started => _started.Task.WaitAsync(TimeSpan.FromMinutes(2));

    public int Refreshes => Volatile.Read(ref _refreshes);

    public override void Start(Action<ResolverResult> onResult)
    {
        _onResult = onResult;
        _started.SetResult();
    }

    public override void Refresh() => Interlocked.Increment(ref _refreshes);

    public void Resolve(params string[] addresses) =>
        _onResult(ResolverResult.Success([.. addresses.Select(address => new BackendAddress(Http2Endpoint.Tcp(IPEndPoint.Parse(address)), address))]));

    public void Fail(string why) => _onResult(ResolverResult.Fail(new Status(StatusCode.Unavailable, why)));
}
