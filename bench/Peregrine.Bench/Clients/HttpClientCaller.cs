using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;

namespace Peregrine.Bench.Clients;

/// <summary>Calls over SocketsHttpHandler.</summary>
internal sealed class HttpClientCaller : BenchCaller, IDisposable
{
    private static readonly MediaTypeHeaderValue s_grpc = new("application/grpc");

    private readonly HttpMessageInvoker _invoker;
    private readonly ClientSettings _settings;
    private readonly byte[] _request;
    private byte[] _buffer = new byte[1024];
    private DuplexContent? _duplex;
    private Task<HttpResponseMessage>? _response;
    private Stream? _answers;

    public HttpClientCaller(HttpMessageInvoker invoker, ClientSettings settings)
    {
        _invoker = invoker;
        _settings = settings;
        _request = GrpcFrame.SimpleRequest(settings.ResponseSize, settings.Payload);
    }

    public override async Task UnaryCallsAsync(IOperations counted)
    {
        long began = Stopwatch.GetTimestamp();
        while (counted.GoesOn)
        {
            await UnaryAsync();
            began = counted.Ended(began);
        }
    }

    private async ValueTask UnaryAsync()
    {
        using HttpRequestMessage request = Request(GrpcFrame.Unary, new ByteArrayContent(_request));
        using HttpResponseMessage response = await _invoker.SendAsync(request, CancellationToken.None);
        await using Stream body = await response.Content.ReadAsStreamAsync();
        await ReadMessageAsync(body);
        if (await body.ReadAsync(_buffer) != 0) throw new InvalidDataException("more than one answer");
        Check(response);
    }

    public override ValueTask OpenStreamAsync()
    {
        // Servers may send their headers with the first answer only: the response is awaited behind the first request.
        _duplex = new DuplexContent();
        _response = _invoker.SendAsync(Request(GrpcFrame.Streaming, _duplex), CancellationToken.None);
        return ValueTask.CompletedTask;
    }

    public override async ValueTask RoundTripAsync()
    {
        Stream requests = await _duplex!.Opened;
        await requests.WriteAsync(_request);
        await requests.FlushAsync();
        _answers ??= await (await _response!).Content.ReadAsStreamAsync();
        await ReadMessageAsync(_answers);
    }

    public override ValueTask CloseStreamAsync()
    {
        _duplex!.Complete();
        return ValueTask.CompletedTask;
    }

    public override async ValueTask ServerStreamAsync(Action message)
    {
        using HttpRequestMessage request = Request(GrpcFrame.ServerStream, new ByteArrayContent(GrpcFrame.StreamRequest(_settings.Count, _settings.ResponseSize)));
        using HttpResponseMessage response = await _invoker.SendAsync(request, CancellationToken.None);
        await using Stream body = await response.Content.ReadAsStreamAsync();
        for (int i = 0; i < _settings.Count; i++)
        {
            await ReadMessageAsync(body);
            message();
        }

        if (await body.ReadAsync(_buffer) != 0) throw new InvalidDataException("more messages than asked for");
        Check(response);
    }

    public void Dispose() => _duplex?.Dispose();

    private HttpRequestMessage Request(string path, HttpContent content)
    {
        content.Headers.ContentType = s_grpc;
        var request = new HttpRequestMessage(HttpMethod.Post, $"{(_settings.Tls ? "https" : "http")}://{_settings.Target}{path}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        if (_settings.Realistic)
        {
            request.Headers.TryAddWithoutValidation("grpc-timeout", "10S");
            request.Headers.TryAddWithoutValidation("x-request-id", "5f1e7a0c-1d2b");
        }

        return request;
    }

    private async ValueTask ReadMessageAsync(Stream body)
    {
        await body.ReadExactlyAsync(_buffer.AsMemory(0, GrpcFrame.Prefix));
        int length = GrpcFrame.Length(_buffer);
        if (_buffer.Length < length) _buffer = new byte[length];
        await body.ReadExactlyAsync(_buffer.AsMemory(0, length));
    }

    private static void Check(HttpResponseMessage response)
    {
        if (!response.TrailingHeaders.TryGetValues("grpc-status", out IEnumerable<string>? status) || status.First() != "0") throw new InvalidDataException("no grpc-status 0");
    }

    /// <summary>A request body that is written while the response is read.</summary>
    private sealed class DuplexContent : HttpContent
    {
        private readonly TaskCompletionSource<Stream> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<Stream> Opened => _opened.Task;

        public void Complete() => _complete.TrySetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.FlushAsync();
            _opened.SetResult(stream);
            await _complete.Task;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = -1;
            return false;
        }
    }
}
