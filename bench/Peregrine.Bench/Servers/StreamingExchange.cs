using Peregrine.Http2;

namespace Peregrine.Bench.Servers;

/// <summary>StreamingCall: answers each message as it comes. Messages that span frames are put together.</summary>
internal sealed class StreamingExchange : Http2StreamObserver
{
    private byte[] _partial = [];
    private bool _headersSent;

    public override int OnData(Http2Stream stream, ReadOnlySpan<byte> data, bool endStream)
    {
        if (!_headersSent) stream.SendHeaders(GrpcHeaders.Response, null, endStream: false);
        _headersSent = true;
        ReadOnlySpan<byte> rest = data;
        if (_partial.Length > 0) rest = _partial = [.. _partial, .. data];

        while (rest.Length >= GrpcFrame.Prefix && rest.Length - GrpcFrame.Prefix >= GrpcFrame.Length(rest))
        {
            int length = GrpcFrame.Prefix + GrpcFrame.Length(rest);
            stream.SendData(GrpcFrame.SimpleResponse(GrpcFrame.Read(rest[GrpcFrame.Prefix..length]).First), endStream: false);
            rest = rest[length..];
        }

        _partial = rest.IsEmpty ? [] : rest.ToArray();
        if (endStream) stream.SendTrailers(GrpcHeaders.Ok);
        return data.Length;
    }

    public override void OnClosed(Http2Stream stream, in StreamEnd end) => stream.Release();
}
