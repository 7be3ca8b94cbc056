using Peregrine.Http2;

namespace Peregrine.Bench.Servers;

/// <summary>ServerStream: sends while there is room, and goes on when there is again.</summary>
internal sealed class ServerStreamExchange : Http2StreamObserver
{
    private readonly Lock _gate = new();
    private int _left;
    private byte[] _message = [];
    private bool _begun;

    public override int OnData(Http2Stream stream, ReadOnlySpan<byte> data, bool endStream)
    {
        if (_begun || data.Length < GrpcFrame.Prefix) return data.Length;
        _begun = true;
        (_left, int size) = GrpcFrame.Read(data[GrpcFrame.Prefix..]);
        _message = GrpcFrame.SimpleResponse(size);
        stream.SendHeaders(GrpcHeaders.Response, null, endStream: false);
        Send(stream);
        return data.Length;
    }

    public override void OnSendWindow(Http2Stream stream) => Send(stream);

    public override void OnClosed(Http2Stream stream, in StreamEnd end) => stream.Release();

    private void Send(Http2Stream stream)
    {
        lock (_gate)
        {
            while (_left > 0)
            {
                _left--;
                if (!stream.SendData(OwnedBuffer.Borrow(_message, 0, _message.Length), endStream: false) && _left > 0) return;
            }

            if (_left-- == 0) stream.SendTrailers(GrpcHeaders.Ok);
        }
    }
}
