using System.Text;
using Peregrine.Http2;

namespace Peregrine.Testing;

/// <summary>Writes down every callback of a stream, one line each.</summary>
internal sealed class StreamRecorder(List<string> lines) : Http2StreamObserver
{
    /// <summary>Whether DATA is consumed as it comes.</summary>
    public bool Consumes { get; init; } = true;

    public StreamEnd? End { get; private set; }

    public long BytesReceived { get; private set; }

    public override void OnHeaders(Http2Stream stream, in HeaderBlock headers, bool endStream) => lines.Add($"{stream.Id} headers {RecordingObserver.Text(headers)}{(endStream ? " end" : "")}");

    public override void OnTrailers(Http2Stream stream, in HeaderBlock trailers) => lines.Add($"{stream.Id} trailers {RecordingObserver.Text(trailers)}");

    public override int OnData(Http2Stream stream, ReadOnlySpan<byte> data, bool endStream)
    {
        BytesReceived += data.Length;
        lines.Add($"{stream.Id} data {(data.Length <= 16 ? Encoding.Latin1.GetString(data) : data.Length)}{(endStream ? " end" : "")}");
        return Consumes ? data.Length : 0;
    }

    public override void OnSendWindow(Http2Stream stream) => lines.Add($"{stream.Id} writable");

    public override void OnClosed(Http2Stream stream, in StreamEnd end)
    {
        Assert.Null(End);
        End = end;
        lines.Add(end.IsReset ? $"{stream.Id} reset {end.Code} {end.By} {end.Reach}" : $"{stream.Id} closed");
    }
}
