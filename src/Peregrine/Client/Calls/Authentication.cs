using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;

namespace Peregrine.Client;

/// <summary>The asking of call credentials for one attempt. Ends with its callback, or silently when it is cancelled.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A cancellation source without timer and links holds nothing that needs disposing.")]
internal sealed class Authentication
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly Action<Authentication> _done;
    private Task _running = Task.CompletedTask;

    private Authentication(Action<Authentication> done) => _done = done;

    /// <summary>The headers of the attempt, when it succeeded.</summary>
    public Metadata? Headers { get; private set; }

    public Status? Failure { get; private set; }

    /// <summary>Whether the credentials have answered, or never will.</summary>
    public Task Completion => _running;

    public static Authentication Start(in CallSettings settings, Action<Authentication> done)
    {
        var authentication = new Authentication(done);
        // On the pool: the credentials are user code, and the starter may hold its call's gate or a connection's loop.
        CallSettings copy = settings;
        authentication._running = Task.Run(() => authentication.RunAsync(copy));
        return authentication;
    }

    // The credentials' callbacks are user code: they run on the pool, and what they throw is nobody's here.
    public void Cancel() => _ = _cancellation.CancelAsync();

    private async Task RunAsync(CallSettings settings)
    {
        try
        {
            Metadata headers = [];
            foreach (Metadata.Entry entry in settings.Headers ?? Metadata.Empty)
                headers.Add(entry);
            var context = new AuthInterceptorContext(ServiceUrl(settings), settings.Method.Name, _cancellation.Token);
            await settings.Credentials!.AddMetadataAsync(context, headers).ConfigureAwait(false);
            Headers = headers;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Failure = ToStatus(e);
        }
        if (!_cancellation.IsCancellationRequested)
            _done(this);
    }

    // Rule 69: the audience of a token names no port 443.
    private static string ServiceUrl(in CallSettings settings)
    {
        string authority = settings.Authority ?? settings.Channel.Authority;
        if (authority.EndsWith(":443", StringComparison.Ordinal))
            authority = authority[..^4];
        return $"https://{authority}/{settings.Method.ServiceName}";
    }

    // Rule 14: not reaching the token's source is UNAVAILABLE; codes that only an application may give become INTERNAL; anything else says that we are not authenticated.
    private static Status ToStatus(Exception e) => e switch
    {
        RpcException rpc => ControlPlaneStatus.Restrict(rpc.Status, "call credentials"),
        HttpRequestException or IOException or SocketException or TimeoutException =>
            new Status(StatusCode.Unavailable, $"call credentials could not be obtained: {e.Message}", e),
        _ => new Status(StatusCode.Unauthenticated, $"call credentials failed: {e.Message}", e),
    };
}
