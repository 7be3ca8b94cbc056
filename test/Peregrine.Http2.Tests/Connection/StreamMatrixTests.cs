using Peregrine.Http2.Frames;
using Peregrine.Testing;

namespace Peregrine.Http2.Tests.Connection;

/// <summary>Every frame in every state of a stream, over real frames and in both roles: what RFC 9113 §5.1 says of each state's received frames.</summary>
[Spec("RFC9113 §5.1")]
public sealed class StreamMatrixTests
{
    // ok: taken or ignored without an answer on the stream; a code alone: RST_STREAM with it; GOAWAY and a code: the connection ends with it.
    private const string Server = """
        |              | idle                    | open | half-closed (local) | half-closed (remote) | reserved (local)        | ended by both         | reset by us | reset by peer |
        | DATA         | GOAWAY ProtocolError    | ok   | ok                  | StreamClosed         | GOAWAY ProtocolError    | GOAWAY StreamClosed   | ok          | StreamClosed  |
        | HEADERS      | ok                      | ok   | ok                  | StreamClosed         | GOAWAY ProtocolError    | GOAWAY StreamClosed   | ok          | StreamClosed  |
        | PRIORITY     | ok                      | ok   | ok                  | ok                   | ok                      | ok                    | ok          | ok            |
        | RST_STREAM   | GOAWAY ProtocolError    | ok   | ok                  | ok                   | ok                      | ok                    | ok          | ok            |
        | WINDOW_UPDATE| GOAWAY ProtocolError    | ok   | ok                  | ok                   | ok                      | ok                    | ok          | ok            |
        | PUSH_PROMISE | GOAWAY ProtocolError    | GOAWAY ProtocolError | GOAWAY ProtocolError | GOAWAY ProtocolError | GOAWAY ProtocolError | GOAWAY ProtocolError | GOAWAY ProtocolError | GOAWAY ProtocolError |
        | CONTINUATION | GOAWAY ProtocolError    | GOAWAY ProtocolError | GOAWAY ProtocolError | GOAWAY ProtocolError | GOAWAY ProtocolError | GOAWAY ProtocolError | GOAWAY ProtocolError | GOAWAY ProtocolError |
        | unknown      | ok                      | ok   | ok                  | ok                   | ok                      | ok                    | ok          | ok            |
        """;

    private const string Client = """
        |              | idle                    | open | half-closed (local) | half-closed (remote) | ended by both         | reset by us | reset by peer |
        | DATA         | GOAWAY ProtocolError    | ok   | ok                  | StreamClosed         | GOAWAY StreamClosed   | ok          | StreamClosed  |
        | HEADERS      | GOAWAY ProtocolError    | ok   | ok                  | StreamClosed         | GOAWAY StreamClosed   | ok          | StreamClosed  |
        | PRIORITY     | ok                      | ok   | ok                  | ok                   | ok                    | ok          | ok            |
        | RST_STREAM   | GOAWAY ProtocolError    | ok   | ok                  | ok                   | ok                    | ok          | ok            |
        | WINDOW_UPDATE| GOAWAY ProtocolError    | ok   | ok                  | ok                   | ok                    | ok          | ok            |
        | PUSH_PROMISE | GOAWAY ProtocolError    | GOAWAY ProtocolError | GOAWAY ProtocolError | GOAWAY ProtocolError | GOAWAY ProtocolError | GOAWAY ProtocolError | GOAWAY ProtocolError |
        | CONTINUATION | GOAWAY ProtocolError    | GOAWAY ProtocolError | GOAWAY ProtocolError | GOAWAY ProtocolError | GOAWAY ProtocolError | GOAWAY ProtocolError | GOAWAY ProtocolError |
        | unknown      | ok                      | ok   | ok                  | ok                   | ok                    | ok          | ok            |
        """;

    private readonly RecordingObserver _observer = new();

    public static TheoryData<string, string, string> ServerCells => Cells(Server, rows: 8, columns: 8);

    public static TheoryData<string, string, string> ClientCells => Cells(Client, rows: 8, columns: 7);

    [Theory]
    [MemberData(nameof(ServerCells))]
    public void A_server_takes_each_frame_in_each_state_as_the_RFC_says(string state, string frame, string outcome)
    {
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer).Greet();
        int stream = BringServerTo(state, peer);
        peer.TakeAll();
        Send(peer, frame, stream, state == "idle");
        Expect(peer, outcome);
    }

    [Theory]
    [MemberData(nameof(ClientCells))]
    public void A_client_takes_each_frame_in_each_state_as_the_RFC_says(string state, string frame, string outcome)
    {
        ScriptedPeer peer = ScriptedPeer.ForClient(_observer).Greet();
        int stream = BringClientTo(state, peer);
        peer.TakeAll();
        Send(peer, frame, stream, opens: false);
        Expect(peer, outcome);
    }

    private static TheoryData<string, string, string> Cells(string matrix, int rows, int columns)
    {
        string[][] lines = [.. matrix.Split('\n').Select(line => line.Split('|', StringSplitOptions.TrimEntries)[1..^1])];
        var cells = new TheoryData<string, string, string>();
        foreach (string[] line in lines.Skip(1))
        {
            for (int column = 1; column < lines[0].Length; column++)
            {
                cells.Add(lines[0][column], line[0], line[column]);
            }
        }
        Assert.Equal(rows * columns, cells.Count);
        return cells;
    }

    private int BringServerTo(string state, ScriptedPeer peer)
    {
        if (state == "idle")
        {
            return 1;
        }
        peer.SendRequest(1, endStream: state is "half-closed (remote)" or "reserved (local)" or "ended by both");
        Http2Stream stream = _observer.Accepted[0];
        switch (state)
        {
            case "half-closed (local)" or "ended by both":
                stream.SendHeaders(Samples.Response, null, endStream: true);
                break;
            case "reset by us":
                stream.Reset(ErrorCode.Cancel);
                break;
            case "reset by peer":
                peer.SendReset(1, ErrorCode.Cancel);
                break;
            case "reserved (local)":
                Assert.True(stream.TryPush(_observer.Stream(), Samples.Request, out Http2Stream? pushed));
                return pushed!.Id;
        }
        return 1;
    }

    private int BringClientTo(string state, ScriptedPeer peer)
    {
        if (state == "idle")
        {
            return 1;
        }
        bool ends = state is "half-closed (local)" or "ended by both";
        Assert.Equal(OpenStatus.Opened, peer.Connection.TryOpenStream(_observer.Stream(), Samples.Request, null, ends, out Http2Stream? stream));
        peer.SendResponseHeaders(1, endStream: state is "half-closed (remote)" or "ended by both");
        if (state == "reset by us")
        {
            stream!.Reset(ErrorCode.Cancel);
        }
        else if (state == "reset by peer")
        {
            peer.SendReset(1, ErrorCode.Cancel);
        }
        return 1;
    }

    private static void Send(ScriptedPeer peer, string frame, int stream, bool opens)
    {
        switch (frame)
        {
            case "DATA":
                peer.SendData(stream, "x"u8);
                break;
            case "HEADERS" when opens:
                peer.SendRequest(stream, endStream: true);
                break;
            case "HEADERS":
                peer.SendHeaders(stream, endStream: true, ("t", "1"));
                break;
            case "PRIORITY":
                peer.SendFrame(FrameType.Priority, FrameFlags.None, stream, new byte[5]);
                break;
            case "RST_STREAM":
                peer.SendReset(stream, ErrorCode.Cancel);
                break;
            case "WINDOW_UPDATE":
                peer.SendWindowUpdate(stream, 1);
                break;
            case "PUSH_PROMISE":
                peer.SendFrame(FrameType.PushPromise, FrameFlags.EndHeaders, stream, [0, 0, 0, 8, 0x82]);
                break;
            case "CONTINUATION":
                peer.SendFrame(FrameType.Continuation, FrameFlags.EndHeaders, stream, [0x82]);
                break;
            default:
                Assert.Equal("unknown", frame);
                peer.SendFrame((FrameType)0x42, (FrameFlags)0xff, stream, [1, 2, 3]);
                break;
        }
    }

    private static void Expect(ScriptedPeer peer, string outcome)
    {
        WireFrame? answer = peer.TakeAll().LastOrDefault(sent => sent.Type is FrameType.RstStream or FrameType.GoAway);
        string got = answer is null ? "ok" : answer.Type == FrameType.GoAway ? $"GOAWAY {answer.Code}" : $"{answer.Code}";
        Assert.Equal(outcome, got);
        Assert.Equal(answer?.Type == FrameType.GoAway, peer.Transport.CloseAsked);
    }
}
