using System.Globalization;
using Grpc.Testing;
using Peregrine.Orca;
using Peregrine.Protobuf;

namespace Peregrine.Interop.Server;

/// <summary>The official <c>grpc.testing.TestService</c>. <c>UnimplementedCall</c> stays unimplemented: that is its purpose.</summary>
/// <param name="load">Who reports the server's load out of band.</param>
internal sealed class InteropService(LoadReportService load) : TestService.TestServiceBase
{
    private readonly string _id = Guid.NewGuid().ToString();
    private long _answers;

    public override Task<Empty> EmptyCall(Empty request, ServerCallContext context) => Task.FromResult(new Empty());

    public override async Task<SimpleResponse> UnaryCall(SimpleRequest request, ServerCallContext context)
    {
        CheckCompression(request.ExpectCompressed, context);
        await EchoMetadata(context);
        EndIfAsked(request.ResponseStatus);
        Compress(request.ResponseCompressed, context);
        if (request.OrcaPerQueryReport is { } report)
            context.ResponseTrailers.SetLoadReport(LoadReports.Of(report));
        return new SimpleResponse { Payload = PayloadOf(request.ResponseSize), ServerId = request.FillServerId ? _id : "" };
    }

    public override async Task<SimpleResponse> CacheableUnaryCall(SimpleRequest request, ServerCallContext context)
    {
        await context.WriteResponseHeadersAsync(new Metadata { { "cache-control", "max-age=60, public" } });
        // No two answers are alike: one that comes twice was kept by somebody.
        string answer = Interlocked.Increment(ref _answers).ToString(CultureInfo.InvariantCulture);
        return new SimpleResponse { Payload = new Payload { Body = ByteString.CopyFromUtf8(answer) } };
    }

    public override async Task StreamingOutputCall(
        StreamingOutputCallRequest request, IServerStreamWriter<StreamingOutputCallResponse> responseStream, ServerCallContext context)
    {
        await EchoMetadata(context);
        EndIfAsked(request.ResponseStatus);
        await Answer(request, responseStream, context);
    }

    public override async Task<StreamingInputCallResponse> StreamingInputCall(
        IAsyncStreamReader<StreamingInputCallRequest> requestStream, ServerCallContext context)
    {
        int size = 0;
        await foreach (StreamingInputCallRequest request in requestStream)
        {
            CheckCompression(request.ExpectCompressed, context);
            size += request.Payload?.Body.Length ?? 0;
        }
        return new StreamingInputCallResponse { AggregatedPayloadSize = size };
    }

    public override async Task FullDuplexCall(
        IAsyncStreamReader<StreamingOutputCallRequest> requestStream, IServerStreamWriter<StreamingOutputCallResponse> responseStream, ServerCallContext context)
    {
        await EchoMetadata(context);
        await foreach (StreamingOutputCallRequest request in requestStream)
        {
            EndIfAsked(request.ResponseStatus);
            if (request.OrcaOobReport is { } report)
                load.SetReport(LoadReports.Of(report));
            await Answer(request, responseStream, context);
        }
    }

    public override async Task HalfDuplexCall(
        IAsyncStreamReader<StreamingOutputCallRequest> requestStream, IServerStreamWriter<StreamingOutputCallResponse> responseStream, ServerCallContext context)
    {
        var requests = new List<StreamingOutputCallRequest>();
        await foreach (StreamingOutputCallRequest request in requestStream)
            requests.Add(request);
        foreach (StreamingOutputCallRequest request in requests)
            await Answer(request, responseStream, context);
    }

    private static async Task Answer(StreamingOutputCallRequest request, IServerStreamWriter<StreamingOutputCallResponse> responseStream, ServerCallContext context)
    {
        foreach (ResponseParameters parameters in request.ResponseParameters)
        {
            if (parameters.IntervalUs > 0)
                await Task.Delay(TimeSpan.FromMicroseconds(parameters.IntervalUs), context.CancellationToken);
            Compress(parameters.Compressed, context);
            await responseStream.WriteAsync(new StreamingOutputCallResponse
            {
                Payload = PayloadOf(parameters.Size),
                PeerSocketAddress = parameters.FillPeerSocketAddress is { Value: true } ? context.Peer : "",
            });
        }
    }

    private static Payload PayloadOf(int size) => size >= 0
        ? new Payload { Body = ByteString.CopyFrom(new byte[size]) }
        : throw new RpcException(new Status(StatusCode.InvalidArgument, $"a response of {size} bytes was asked for"));

    private static void EndIfAsked(EchoStatus? status)
    {
        if (status is not null && status.Code != 0)
            throw new RpcException(new Status((StatusCode)status.Code, status.Message));
    }

    private static async Task EchoMetadata(ServerCallContext context)
    {
        if (context.RequestHeaders.Get("x-grpc-test-echo-trailing-bin") is { } trailing)
            context.ResponseTrailers.Add(trailing);
        if (context.RequestHeaders.Get("x-grpc-test-echo-initial") is { } initial)
            await context.WriteResponseHeadersAsync(new Metadata { initial });
    }

    private static void CheckCompression(BoolValue? expected, ServerCallContext context)
    {
        if (expected is not null && expected.Value != context.IsRequestMessageCompressed)
            throw new RpcException(new Status(StatusCode.InvalidArgument, $"expect_compressed is {expected.Value}, but the message was {(expected.Value ? "not " : "")}compressed"));
    }

    // The server compresses by default; a message that asks not to be compressed goes out as it is.
    private static void Compress(BoolValue? wanted, ServerCallContext context) =>
        context.WriteOptions = new WriteOptions(wanted is { Value: true } ? WriteFlags.None : WriteFlags.NoCompress);
}
