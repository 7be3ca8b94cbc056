namespace Peregrine.Server;

/// <summary>A server-streaming call.</summary>
internal sealed class ServerStreamingServerCall<TRequest, TResponse>(ServerCore core, ServerStreamingEntry<TRequest, TResponse> entry) : ServerCall(core, entry)
    where TRequest : class
    where TResponse : class
{
    private RequestSlot<TRequest> _request;
    private ResponseStream<TResponse>? _responses;

    public override void OnMessage(ReadOnlySpan<byte> payload, int wireBytes) => Take(payload, null, wireBytes);

    internal override bool WantsOwned => entry.Method.RequestMarshaller.KeepsBytes;

    internal override void OnOwnedMessage(byte[] payload, int wireBytes) => Take(payload, payload, wireBytes);

    private void Take(ReadOnlySpan<byte> payload, byte[]? owned, int wireBytes)
    {
        CountReceived(payload.Length, wireBytes);
        if (!_request.Take(payload, owned, Stream.IsMessageCompressed, entry.Method.RequestMarshaller, out Status fault))
            Refuse(fault);
    }

    public override void OnHalfClose()
    {
        if (_request.HasMessage)
            Start();
        else
            Refuse(new Status(StatusCode.Unimplemented, "the caller ended its stream without a request message"));
    }

    public override void OnWritable() => _responses?.Wake();

    protected override void Reset()
    {
        _request.Reset();
        _responses = null;
    }

    protected override void OnBegin() =>
        _responses = new ResponseStream<TResponse>(Stream, Context, entry.Method.ResponseMarshaller, this);

    protected override Task CallHandler(CallContext context)
    {
        context.RequestWasCompressed = _request.WasCompressed;
        TRequest request = _request.Read(entry.Method.RequestMarshaller);
        _request.Reset();
        return entry.Handler(request, _responses!, context);
    }

    protected override bool Reply(CallContext context, Task completed) => SendEnd(Status.DefaultSuccess, context.TrailersIfAny);

    protected override void Fail(in Status status) => _responses!.Fail(status);

    protected override void WakeWaiters() => _responses!.Wake();

    protected override void OnHandlerDone() => _responses!.Detach();
}
