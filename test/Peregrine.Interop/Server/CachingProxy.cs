using System.Collections.Concurrent;

namespace Peregrine.Interop.Server;

/// <summary>
/// A proxy that keeps answers: what a server marks as public for some time is answered from memory when the same method is asked the same again. For calls with one request and one
/// response, whose bytes it passes on as they are. Ends with its channel.
/// </summary>
/// <param name="server">The way to the server behind it.</param>
/// <param name="time">The clock that answers grow old by.</param>
internal sealed class CachingProxy(GrpcChannel server, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, (byte[] Answer, long Until)> _kept = new(StringComparer.Ordinal);

    /// <summary>Answers of which a copy was handed out.</summary>
    public int Hits { get; private set; }

    /// <summary>The fallback handler of the proxy's server.</summary>
    public async Task HandleAsync(IAsyncStreamReader<byte[]> requests, IServerStreamWriter<byte[]> responses, ServerCallContext context)
    {
        byte[] request = await requests.MoveNext(context.CancellationToken) ? requests.Current : throw new RpcException(new Status(StatusCode.Internal, "a call without a request"));
        string question = $"{context.Method} {Convert.ToHexString(request)}";
        if (_kept.TryGetValue(question, out (byte[] Answer, long Until) kept) && time.GetTimestamp() < kept.Until)
        {
            Hits++;
            await responses.WriteAsync(kept.Answer);
            return;
        }

        string[] path = context.Method.Split('/');
        var method = new Method<byte[], byte[]>(MethodType.Unary, path[1], path[2], Marshallers.Raw, Marshallers.Raw);
        using AsyncUnaryCall<byte[]> call = server.CreateCallInvoker().AsyncUnaryCall(method, null, new CallOptions(cancellationToken: context.CancellationToken), request);
        byte[] answer = await call;
        if (AgeOf(await call.ResponseHeadersAsync) is { } age)
            _kept[question] = (answer, time.GetTimestamp() + (long)(age.TotalSeconds * time.TimestampFrequency));
        await responses.WriteAsync(answer);
    }

    // RFC 9111 §5.2.2: how long a shared cache may keep it; null when it may not.
    private static TimeSpan? AgeOf(Metadata headers)
    {
        const string maxAge = "max-age=";
        string[] directives = [.. (headers.GetValue("cache-control") ?? "").Split(',', StringSplitOptions.TrimEntries)];
        return directives.Contains("public") && directives.FirstOrDefault(one => one.StartsWith(maxAge, StringComparison.Ordinal)) is { } age
            ? TimeSpan.FromSeconds(int.Parse(age.AsSpan(maxAge.Length), System.Globalization.CultureInfo.InvariantCulture))
            : null;
    }
}
