using Peregrine.Bench.V1;
using Peregrine.Protobuf;

namespace Peregrine.Bench.Servers;

/// <summary>The handlers, as a user would write them.</summary>
internal sealed class BenchService(Misbehaviour misbehaviour, bool pool) : V1.BenchService.BenchServiceBase
{
    /// <summary>Unary calls so far; exact while they come over one connection.</summary>
    public static long UnaryCalls { get; private set; }

    public override Task<SimpleResponse> UnaryCall(SimpleRequest request, ServerCallContext context)
    {
        UnaryCalls++;
        return pool ? AnswerOnPool(request) : Task.FromResult(Answer(request));
    }

    public override async Task StreamingCall(IAsyncStreamReader<SimpleRequest> requestStream, IServerStreamWriter<SimpleResponse> responseStream, ServerCallContext context)
    {
        await foreach (SimpleRequest request in requestStream) await responseStream.WriteAsync(Answer(request));
    }

    public override async Task ServerStream(StreamRequest request, IServerStreamWriter<SimpleResponse> responseStream, ServerCallContext context)
    {
        var response = new SimpleResponse { Payload = Zeros(request.ResponseSize) };
        for (int i = 0; i < request.Count; i++) await responseStream.WriteAsync(response);
    }

    // On its own, so that handlers that run at once do not pay for what the lambda captures.
    private Task<SimpleResponse> AnswerOnPool(SimpleRequest request) => Task.Run(() => Answer(request));

    private SimpleResponse Answer(SimpleRequest request)
    {
        misbehaviour.Act();
        return new SimpleResponse { Payload = Zeros(request.ResponseSize) };
    }

    private static ByteString Zeros(int size) => ByteString.FromOwned(new byte[size]);
}
