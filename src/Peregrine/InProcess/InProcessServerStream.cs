using Peregrine.Http2;

namespace Peregrine.InProcess;

/// <summary>The server's half of an in-process call: what it sends is a callback of the caller's listener.</summary>
internal sealed class InProcessServerStream(InProcessClientStream client, ServerCallHead head, TimeSpan? timeout) : ServerCallStream
{
    // The server's side, one thread at a time.
    private bool _headersSent;

    private CallListener? _writer;
    private CreditWindow _responses;
    private long _sentBytes;

    public override ServerCallHead Head => head;

    public override TimeSpan? Timeout => timeout;

    public override long SentBytes => _sentBytes;

    public override void SendHeaders(Metadata? headers)
    {
        if (_headersSent)
            return;
        _headersSent = true;
        client.DeliverHeaders(MetadataTransfer.Copy(headers));
    }

    public override bool Write(Span<byte> framed, WriteFlags flags)
    {
        if (client.HasEnded)
            return true;
        SendHeaders(null);
        _sentBytes += framed.Length - Headroom;
        bool writable = _responses.Take(framed.Length);
        client.DeliverMessage(framed[Headroom..], framed.Length);
        return writable;
    }

    public override bool SendReply(Span<byte> framed, WriteFlags flags, Metadata? trailers)
    {
        if (!client.TryEnd())
            return false;
        _sentBytes += framed.Length - Headroom;
        client.DeliverReply(framed[Headroom..], withHeaders: !_headersSent, MetadataTransfer.Copy(trailers));
        return true;
    }

    public override bool SendTrailers(in Status status, Metadata? trailers) => client.EndByServer(status, MetadataTransfer.Copy(trailers));

    public override void Consume(int wireBytes) => client.OnRequestTaken(wireBytes);

    public override void Cancel(in Status status) => client.EndByServer(status, null);

    public override void Schedule(IHttp2Work work) => client.Loop.Post(work);

    public override void Release()
    {
    }

    /// <summary>The server's listener, which is told when its caller has caught up.</summary>
    public void Attach(CallListener? listener) => _writer = listener;

    /// <summary>The caller has taken a response.</summary>
    public void OnResponseTaken(int wireBytes)
    {
        if (_responses.Give(wireBytes) && !client.HasEnded)
            _writer?.OnWritable();
    }
}
