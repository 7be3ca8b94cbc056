using System.Text;
using Peregrine.Http2;

namespace Peregrine.Testing;

/// <summary>Writes down every callback of a connection and its streams, one line each.</summary>
internal sealed class RecordingObserver : Http2ConnectionObserver
{
    private readonly List<string> _lines = [];

    /// <summary>The streams that a client opened, in order.</summary>
    public List<Http2Stream> Accepted { get; } = [];

    /// <summary>Called in AcceptStream, before the observer is returned.</summary>
    public Action<Http2Stream>? OnAccept { get; set; }

    /// <summary>Whether requests are refused.</summary>
    public bool Refuses { get; set; }

    /// <summary>The observer of accepted streams; a new recording one each by default.</summary>
    public Func<Http2StreamObserver>? StreamObserver { get; set; }

    public List<AbuseReport> Abuse { get; } = [];

    public ConnectionEnd? End { get; private set; }

    public IReadOnlyList<string> Lines => _lines;

    public string Log => string.Join('\n', _lines);

    public StreamRecorder Stream(bool consumes = true) => new(_lines) { Consumes = consumes };

    public string TakeLog()
    {
        string log = Log;
        _lines.Clear();
        return log;
    }

    public override void OnSettings(Http2Connection connection, Http2Settings remote) => _lines.Add("settings");

    public override Http2StreamObserver? AcceptStream(Http2Connection connection, Http2Stream stream, in HeaderBlock headers, bool endStream)
    {
        _lines.Add($"{stream.Id} request {Text(headers)}{(endStream ? " end" : "")}");
        Accepted.Add(stream);
        OnAccept?.Invoke(stream);
        return Refuses ? null : StreamObserver?.Invoke() ?? Stream();
    }

    public override void OnGoAway(Http2Connection connection, int lastStreamId, ErrorCode code, string debug) => _lines.Add($"goaway {lastStreamId} {code} {debug}");

    public override void OnStreamSlotsAvailable(Http2Connection connection) => _lines.Add("slots");

    public override void OnAbuse(Http2Connection connection, in AbuseReport report) => Abuse.Add(report);

    public override void OnClosed(Http2Connection connection, in ConnectionEnd end)
    {
        End = end;
        _lines.Add("closed");
    }

    public static string Text(in HeaderBlock block)
    {
        var text = new StringBuilder();
        foreach (HeaderField field in block)
        {
            text.Append(text.Length > 0 ? " " : "").Append(Encoding.Latin1.GetString(field.Name)).Append('=').Append(Encoding.Latin1.GetString(field.Value));
        }
        return text.ToString();
    }
}
