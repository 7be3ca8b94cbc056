using Peregrine.Bench.V1;
using Peregrine.Protobuf;

namespace Peregrine.Bench.Servers;

/// <summary>The handlers, as a user would write them.</summary>
internal sealed class BenchService(Misbehaviour misbehaviour, bool pool) : V1.BenchService.BenchServiceBase
{
    public override Task<SimpleResponse> UnaryCall(SimpleRequest request, ServerCallContext context)
    {
        if (pool) return Task.Run(() => Answer(request));
        return Task.FromResult(Answer(request));
    }

    public override async Task StreamingCall(IAsyncStreamReader<SimpleRequest> requestStream, IServerStreamWriter<SimpleResponse> responseStream, ServerCallContext context)
    {
        await foreach (SimpleRequest request in requestStream) await responseStream.WriteAsync(Answer(request));
    }

    public override async Task ServerStream(StreamRequest request, IServerStreamWriter<SimpleResponse> responseStream, ServerCallContext context)
    {
        for (int i = 0; i < request.Count; i++) await responseStream.WriteAsync(new SimpleResponse { Payload = Zeros(request.ResponseSize) });
    }

    private SimpleResponse Answer(SimpleRequest request)
    {
        misbehaviour.Act();
        return new SimpleResponse { Payload = Zeros(request.ResponseSize) };
    }

    private static ByteString Zeros(int size) => ByteString.Wrap(new byte[size]);
}
