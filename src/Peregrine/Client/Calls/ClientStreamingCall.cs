using System.Diagnostics.CodeAnalysis;

namespace Peregrine.Client;

/// <summary>A client-streaming call under way: a writer of requests, and the response half of a unary call.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The handle is the user's to dispose, through the call that is handed out.")]
internal sealed class ClientStreamingCall<TRequest, TResponse> : ActiveCall, IUnaryCallControl
    where TRequest : class
    where TResponse : class
{
    private readonly Marshaller<TResponse> _marshaller;
    private readonly UnaryHandle<TResponse> _handle;
    private readonly RequestWriter<TRequest> _writer;

    // Transport callbacks, which are serial.
    private ResponseSlot<TResponse> _slot;

    private ClientStreamingCall(CallRouter router, Method<TRequest, TResponse> method, in CallSettings settings)
    {
        Prepare(settings);
        _marshaller = method.ResponseMarshaller;
        _handle = new UnaryHandle<TResponse>(method.ResponseMarshaller, this, Phase);
        Stream = new ClientCall(router, settings, this);
        _writer = new RequestWriter<TRequest>(Stream, method.RequestMarshaller, settings, () => EndLocally(Phase, RequestWriter<TRequest>.WriteCancelled));
    }

    /// <summary>Starts a call.</summary>
    public static AsyncClientStreamingCall<TRequest, TResponse> Start(CallRouter router, Method<TRequest, TResponse> method, in CallSettings settings)
    {
        var call = new ClientStreamingCall<TRequest, TResponse>(router, method, settings);
        call.Watch();
        call.Stream.Start(default);
        return new AsyncClientStreamingCall<TRequest, TResponse>(call._writer, call._handle);
    }

    public void Abandon(int phase) => EndLocally(phase, new Status(StatusCode.Cancelled, "the call was disposed by its caller"));

    public override void OnHeaders(Metadata? headers)
    {
        if (!IsOver)
            _handle.SetHeaders(headers);
    }

    public override void OnMessage(ReadOnlySpan<byte> payload, int wireBytes) => Take(payload, null);

    internal override bool WantsOwned => _marshaller.KeepsBytes;

    internal override void OnOwnedMessage(byte[] payload, int wireBytes) => Take(payload, payload);

    private void Take(ReadOnlySpan<byte> payload, byte[]? owned)
    {
        if (IsOver)
            return;
        if (Stream.IsMessageCompressed)
            _handle.SetCompressed();
        if (!_slot.TryTake(payload, owned, _marshaller, _handle, out Status error))
            EndLocally(Phase, error);
    }

    public override void OnWritable() => _writer.OnWritable();

    protected override CallOutcome Conclude(in CallEnd end) => _slot.Conclude(end);

    protected override void Ended(CallOutcome outcome, bool fromTransport)
    {
        _writer.OnEnded(outcome);
        if (_handle.Complete(outcome, _slot.Response))
            Stream.Schedule(_handle);
    }
}
