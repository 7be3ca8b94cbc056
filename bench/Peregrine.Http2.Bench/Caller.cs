namespace Peregrine.Http2.Bench;

/// <summary>Counts the calls that were answered.</summary>
internal sealed class Caller : Http2StreamObserver
{
    public int Done { get; set; }

    public override int OnData(Http2Stream stream, ReadOnlySpan<byte> data, bool endStream) => data.Length;

    public override void OnClosed(Http2Stream stream, in StreamEnd end)
    {
        Done += end.IsReset ? 0 : 1;
        stream.Release();
    }
}
