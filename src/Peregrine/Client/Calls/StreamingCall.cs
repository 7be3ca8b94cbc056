using System.Diagnostics.CodeAnalysis;

namespace Peregrine.Client;

/// <summary>A call under way whose responses are a stream: server-streaming and duplex.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The reader is the user's to dispose, through the call that is handed out.")]
internal sealed class StreamingCall<TRequest, TResponse> : ActiveCall
    where TRequest : class
    where TResponse : class
{
    private readonly ResponseReader<TResponse> _reader;
    private readonly RequestWriter<TRequest> _writer;
    private readonly StreamingControl _control;

    private StreamingCall(CallRouter router, Method<TRequest, TResponse> method, in CallSettings settings)
    {
        Prepare(settings);
        int phase = Phase;
        Stream = new ClientCall(router, settings, this);
        _control = new StreamingControl(() => EndLocally(phase, new Status(StatusCode.Cancelled, "the call was disposed by its caller")));
        _reader = new ResponseReader<TResponse>(method.ResponseMarshaller, Stream, _control, () => EndLocally(phase, new Status(StatusCode.Cancelled, "the call was cancelled by the reader of its responses")));
        _writer = new RequestWriter<TRequest>(Stream, method.RequestMarshaller, settings, () => EndLocally(phase, RequestWriter<TRequest>.WriteCancelled));
    }

    /// <summary>Starts a server-streaming call.</summary>
    public static AsyncServerStreamingCall<TResponse> Start(CallRouter router, Method<TRequest, TResponse> method, in CallSettings settings, TRequest request)
    {
        var call = new StreamingCall<TRequest, TResponse>(router, method, settings);
        call.Watch();
        call.StartWith(method, settings, request);
        return new AsyncServerStreamingCall<TResponse>(call._reader, call._control);
    }

    /// <summary>Starts a duplex call.</summary>
    public static AsyncDuplexStreamingCall<TRequest, TResponse> Start(CallRouter router, Method<TRequest, TResponse> method, in CallSettings settings)
    {
        var call = new StreamingCall<TRequest, TResponse>(router, method, settings);
        call.Watch();
        call.Stream.Start(default);
        return new AsyncDuplexStreamingCall<TRequest, TResponse>(call._writer, call._reader, call._control);
    }

    public override void OnHeaders(Metadata? headers)
    {
        if (!IsOver)
            _control.SetHeaders(headers);
    }

    public override void OnMessage(ReadOnlySpan<byte> payload, int wireBytes)
    {
        if (!IsOver)
            _reader.Add(payload, wireBytes);
    }

    internal override bool WantsOwned => _reader.WantsOwned;

    internal override void OnOwnedMessage(byte[] payload, int wireBytes)
    {
        if (!IsOver)
            _reader.AddOwned(payload, wireBytes);
    }

    public override void OnWritable() => _writer.OnWritable();

    protected override CallOutcome Conclude(in CallEnd end) => CallOutcome.From(end);

    protected override void Ended(CallOutcome outcome, bool fromTransport)
    {
        _control.OnEnded(outcome);
        _writer.OnEnded(outcome);
        _reader.OnEnded(outcome);
    }

    private void StartWith(Method<TRequest, TResponse> method, in CallSettings settings, TRequest request)
    {
        var scratch = Messages.MessageScratch.Take();
        if (RequestSerializer.TrySerialize(method.RequestMarshaller, request, settings.Method.MaxRequestBytes, scratch, out Status error))
            Stream.StartUnary(default, scratch, settings.WriteFlags);
        else
            EndLocally(Phase, error);
        scratch.Return();
    }
}
