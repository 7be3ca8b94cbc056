namespace Peregrine.Server;

/// <summary>A duplex-streaming call.</summary>
internal sealed class DuplexStreamingServerCall<TRequest, TResponse>(ServerCore core, DuplexStreamingEntry<TRequest, TResponse> entry) : ServerCall(core, entry)
    where TRequest : class
    where TResponse : class
{
    private RequestStream<TRequest>? _requests;
    private ResponseStream<TResponse>? _responses;

    public override void OnMessage(ReadOnlySpan<byte> payload, int wireBytes) => Take(payload, null, wireBytes);

    internal override bool WantsOwned => entry.Method.RequestMarshaller.KeepsBytes;

    internal override void OnOwnedMessage(byte[] payload, int wireBytes) => Take(payload, payload, wireBytes);

    private void Take(ReadOnlySpan<byte> payload, byte[]? owned, int wireBytes)
    {
        CountReceived(payload.Length, wireBytes);
        if (!_requests!.OnMessage(payload, owned, wireBytes, Stream.IsMessageCompressed, out Status fault))
            Break(fault);
    }

    public override void OnHalfClose() => _requests!.OnHalfClose();

    public override void OnWritable() => _responses?.Wake();

    protected override void Reset()
    {
        _requests = null;
        _responses = null;
    }

    protected override void OnBegin()
    {
        _requests = new RequestStream<TRequest>(Stream, Context, entry.Method.RequestMarshaller, Entry.Profile);
        _responses = new ResponseStream<TResponse>(Stream, Context, entry.Method.ResponseMarshaller, this);
        Start();
    }

    protected override Task CallHandler(CallContext context) => entry.Handler(_requests!, _responses!, context);

    protected override bool Reply(CallContext context, Task completed) => SendEnd(Status.DefaultSuccess, context.TrailersIfAny);

    protected override void Fail(in Status status)
    {
        _requests!.Fail(status);
        _responses!.Fail(status);
    }

    protected override void WakeWaiters()
    {
        _requests!.Wake();
        _responses!.Wake();
    }

    protected override void OnHandlerDone()
    {
        _requests!.Detach();
        _responses!.Detach();
    }
}
