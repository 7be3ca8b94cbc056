using System.Text;
using Peregrine.Framing;
using Peregrine.Http2;
using Peregrine.Messages;

namespace Peregrine.Tests.Server;

/// <summary>What a scripted caller has received on one stream, frame by frame.</summary>
internal sealed class ScriptedResponse : CallListener
{
    private MessageReader _reader = new(new MessageLimits(int.MaxValue, "none"), null);
    private int _credit;

    /// <summary>The frames in order: <c>HEADERS</c>, <c>DATA</c>, <c>RST_STREAM</c>, with <c>+END</c> where END_STREAM was set.</summary>
    public List<string> Frames { get; } = [];

    /// <summary>The header blocks in order.</summary>
    public List<Dictionary<string, string>> Blocks { get; } = [];

    public List<string> Messages { get; } = [];

    /// <summary>Whether messages are left alone, for those that are compressed.</summary>
    public bool KeepBytesOnly { get; set; }

    public List<byte> Wire { get; } = [];

    public ErrorCode? Reset { get; private set; }

    public bool HasEnded => Reset is not null || Frames.Exists(frame => frame.EndsWith("+END", StringComparison.Ordinal));

    /// <summary>The credit given since the last look.</summary>
    public int TakeCredit()
    {
        int credit = _credit;
        _credit = 0;
        return credit;
    }

    /// <summary>The last header block.</summary>
    public Dictionary<string, string> Trailers => Blocks[^1];

    public StatusCode Status => (StatusCode)int.Parse(Trailers["grpc-status"], System.Globalization.CultureInfo.InvariantCulture);

    public string Detail => Trailers.GetValueOrDefault("grpc-message", "");

    public void OnHeaders(Dictionary<string, string> block, bool end)
    {
        Frames.Add(end ? "HEADERS+END" : "HEADERS");
        Blocks.Add(block);
    }

    public void OnData(byte[] data, bool end)
    {
        Frames.Add(end ? "DATA+END" : "DATA");
        Wire.AddRange(data);
        if (KeepBytesOnly)
            return;
        Assert.True(_reader.Read(data, this, out Peregrine.Status error), error.ToString());
    }

    public void OnReset(ErrorCode code)
    {
        Frames.Add("RST_STREAM");
        Reset = code;
    }

    public void OnWindowUpdate(int increment)
    {
        Frames.Add("WINDOW_UPDATE");
        _credit += increment;
    }

    public override void OnMessage(ReadOnlySpan<byte> payload, int wireBytes) => Messages.Add(Encoding.UTF8.GetString(payload));

    public override void OnEnd(in CallEnd end) => Assert.Fail("not called");
}
