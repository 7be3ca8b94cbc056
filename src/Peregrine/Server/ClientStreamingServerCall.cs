namespace Peregrine.Server;

/// <summary>A client-streaming call.</summary>
internal sealed class ClientStreamingServerCall<TRequest, TResponse>(ServerCore core, ClientStreamingEntry<TRequest, TResponse> entry) : ServerCall(core, entry)
    where TRequest : class
    where TResponse : class
{
    private RequestStream<TRequest>? _requests;

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

    protected override void Reset() => _requests = null;

    protected override void OnBegin()
    {
        _requests = new RequestStream<TRequest>(Stream, Context, entry.Method.RequestMarshaller, Entry.Profile);
        Start();
    }

    protected override Task CallHandler(CallContext context) => entry.Handler(_requests!, context);

    protected override bool Reply(CallContext context, Task completed) =>
        SendReply(context, entry.Method.ResponseMarshaller, ((Task<TResponse>)completed).Result);

    protected override void Fail(in Status status) => _requests!.Fail(status);

    protected override void WakeWaiters() => _requests!.Wake();

    protected override void OnHandlerDone() => _requests!.Detach();
}
