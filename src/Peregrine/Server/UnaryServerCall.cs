namespace Peregrine.Server;

/// <summary>A unary call.</summary>
internal sealed class UnaryServerCall<TRequest, TResponse>(ServerCore core, UnaryEntry<TRequest, TResponse> entry) : ServerCall(core, entry)
    where TRequest : class
    where TResponse : class
{
    private RequestSlot<TRequest> _request;

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

    protected override void Reset() => _request.Reset();

    protected override void OnBegin()
    {
    }

    protected override Task CallHandler(CallContext context)
    {
        context.RequestWasCompressed = _request.WasCompressed;
        TRequest request = _request.Read(entry.Method.RequestMarshaller);
        _request.Reset();
        return entry.Handler(request, context);
    }

    protected override bool Reply(CallContext context, Task completed) =>
        SendReply(context, entry.Method.ResponseMarshaller, ((Task<TResponse>)completed).Result);
}
