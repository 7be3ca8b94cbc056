using System.Diagnostics;
using Peregrine.Bench.V1;
using Peregrine.Protobuf;

namespace Peregrine.Bench.Clients;

/// <summary>Calls by the generated client, as a user would make them.</summary>
internal sealed class GrpcBenchCaller : BenchCaller
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(10);

    private readonly BenchService.BenchServiceClient _client;
    private readonly ClientSettings _settings;
    private readonly SimpleRequest _request;
    private AsyncDuplexStreamingCall<SimpleRequest, SimpleResponse>? _stream;

    public GrpcBenchCaller(CallInvoker channel, ClientSettings settings)
    {
        _client = new BenchService.BenchServiceClient(channel);
        _settings = settings;
        _request = new SimpleRequest { ResponseSize = settings.ResponseSize, Payload = ByteString.CopyFrom(new byte[settings.Payload]) };
    }

    // The loop itself awaits the calls: an async method between them would be a tenth of what is measured, and is no cost of the client's.
    public override async Task UnaryCallsAsync(IOperations counted)
    {
        long began = Stopwatch.GetTimestamp();
        while (counted.GoesOn)
        {
            Check(await Unary());
            began = counted.Ended(began);
        }
    }

    private AsyncUnaryCall<SimpleResponse> Unary() => _settings.Realistic
        ? _client.UnaryCallAsync(_request, new Metadata { { "x-request-id", "5f1e7a0c-1d2b" } }, DateTime.UtcNow + s_deadline)
        : _client.UnaryCallAsync(_request);

    public override ValueTask OpenStreamAsync()
    {
        _stream = _client.StreamingCall();
        return ValueTask.CompletedTask;
    }

    public override async ValueTask RoundTripAsync()
    {
        await _stream!.RequestStream.WriteAsync(_request);
        if (!await _stream.ResponseStream.MoveNext(CancellationToken.None)) throw new InvalidDataException("the stream ended");
        Check(_stream.ResponseStream.Current);
    }

    public override async ValueTask CloseStreamAsync()
    {
        await _stream!.RequestStream.CompleteAsync();
        if (await _stream.ResponseStream.MoveNext(CancellationToken.None)) throw new InvalidDataException("more answers than requests");
        _stream.Dispose();
    }

    public override async ValueTask ServerStreamAsync(Action message)
    {
        using AsyncServerStreamingCall<SimpleResponse> call = _client.ServerStream(new StreamRequest { Count = _settings.Count, ResponseSize = _settings.ResponseSize });
        await foreach (SimpleResponse response in call.ResponseStream)
        {
            Check(response);
            message();
        }
    }

    private void Check(SimpleResponse response)
    {
        if (response.Payload.Length != _settings.ResponseSize) throw new InvalidDataException($"a payload of {response.Payload.Length} bytes");
    }
}
