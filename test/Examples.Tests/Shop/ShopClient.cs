using System.Net;
using System.Text.Json.Nodes;
using Examples.Tests.Programs;

namespace Examples.Tests.Shop;

/// <summary>What curl is to a reader: asks the gateway.</summary>
internal sealed class ShopClient(string gateway) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = new Uri(gateway), Timeout = ExampleProcess.Limit };

    /// <summary>Asks once.</summary>
    public async Task<ShopAnswer> GetAsync(string path, string? traceParent = null, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (traceParent is not null)
            request.Headers.Add("traceparent", traceParent);
        using HttpResponseMessage response = await _http.SendAsync(request, cancellationToken);
        string body = await response.Content.ReadAsStringAsync(cancellationToken);
        return new ShopAnswer(
            response.StatusCode, body.StartsWith('{') ? JsonNode.Parse(body)! : null, body,
            response.Headers.TryGetValues("x-warning", out IEnumerable<string>? warnings) ? warnings.Single() : null);
    }

    /// <summary>Asks until the answer is as it should be: for what heals by itself, and for a first answer on a busy machine.</summary>
    public async Task<ShopAnswer> GetUntilAsync(string path, Func<ShopAnswer, bool> isIt)
    {
        long end = Environment.TickCount64 + (long)ExampleProcess.Limit.TotalMilliseconds;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (true)
        {
            ShopAnswer answer = await GetAsync(path);
            if (isIt(answer))
                return answer;
            Assert.True(Environment.TickCount64 < end, $"after {ExampleProcess.Limit} still {answer}");
            await timer.WaitForNextTickAsync();
        }
    }

    /// <summary>Asks until the answer is 200, without a warning.</summary>
    public Task<ShopAnswer> GetWholeAsync(string path) => GetUntilAsync(path, answer => answer is { Status: HttpStatusCode.OK, Warning: null });

    public void Dispose() => _http.Dispose();
}
