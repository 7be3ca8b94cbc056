using Peregrine.Http2.Streams;
using Peregrine.Testing;

namespace Peregrine.Http2.Tests.Streams;

[Spec("RFC9113 §5.1")]
public sealed class StreamStateTests
{
    private const string Matrix = """
                       Idle          ReservedLocal  ReservedRemote Open            HalfClosedLocal HalfClosedRemote Closed
        SendHeaders    Open          HalfClosedRemote !            Open            !               HalfClosedRemote -
        SendData       !             !              !              Open            !               HalfClosedRemote -
        SendEnd        !             !              !              HalfClosedLocal !               Closed           -
        SendReset      !             Closed         Closed         Closed          Closed          Closed           -
        SendPromise    ReservedLocal !              !              !               !               !                !
        ReceiveHeaders Open          PROTOCOL       HalfClosedLocal Open           HalfClosedLocal STREAM           CLOSED
        ReceiveData    PROTOCOL      PROTOCOL       PROTOCOL       Open            HalfClosedLocal STREAM           CLOSED
        ReceiveEnd     PROTOCOL      PROTOCOL       PROTOCOL       HalfClosedRemote Closed         STREAM           CLOSED
        ReceiveReset   PROTOCOL      Closed         Closed         Closed          Closed          Closed           -
        ReceivePromise ReservedRemote PROTOCOL      PROTOCOL       PROTOCOL        PROTOCOL        PROTOCOL         PROTOCOL
        ReceiveWindowUpdate PROTOCOL ReservedLocal  PROTOCOL       Open            HalfClosedLocal HalfClosedRemote -
        """;

    // The events that lead from idle to each state.
    private static readonly Dictionary<StreamPhase, StreamEvent[]> s_ways = new()
    {
        [StreamPhase.Idle] = [],
        [StreamPhase.ReservedLocal] = [StreamEvent.SendPromise],
        [StreamPhase.ReservedRemote] = [StreamEvent.ReceivePromise],
        [StreamPhase.Open] = [StreamEvent.SendHeaders],
        [StreamPhase.HalfClosedLocal] = [StreamEvent.SendHeaders, StreamEvent.SendEnd],
        [StreamPhase.HalfClosedRemote] = [StreamEvent.ReceiveHeaders, StreamEvent.ReceiveEnd],
        [StreamPhase.Closed] = [StreamEvent.SendHeaders, StreamEvent.SendReset],
    };

    [Fact]
    public void Every_event_in_every_state_has_the_outcome_of_the_figure()
    {
        string[][] rows = [.. Matrix.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
        int checkedCells = 0;
        foreach (string[] row in rows.Skip(1))
        {
            StreamEvent happened = Enum.Parse<StreamEvent>(row[0]);
            for (int column = 0; column < rows[0].Length; column++)
            {
                Check(Enum.Parse<StreamPhase>(rows[0][column]), happened, row[column + 1]);
                checkedCells++;
            }
        }
        Assert.Equal(Enum.GetValues<StreamEvent>().Length * Enum.GetValues<StreamPhase>().Length, checkedCells);
    }

    [Fact]
    public void Errors_of_received_events_have_scope_and_code()
    {
        var closed = new StreamState();
        closed.Apply(StreamEvent.ReceiveHeaders);
        closed.Apply(StreamEvent.ReceiveEnd);
        Assert.Equal((ErrorScope.Stream, ErrorCode.StreamClosed), ScopeAndCode(closed.Receive(StreamEvent.ReceiveData)));
        closed.Apply(StreamEvent.SendEnd);
        Assert.Equal((ErrorScope.Connection, ErrorCode.StreamClosed), ScopeAndCode(closed.Receive(StreamEvent.ReceiveData)));
        Assert.Equal((ErrorScope.Connection, ErrorCode.ProtocolError), ScopeAndCode(new StreamState().Receive(StreamEvent.ReceiveReset)));
        Assert.False(closed.Receive(StreamEvent.ReceiveReset).IsError);
    }

    private static (ErrorScope, ErrorCode) ScopeAndCode(Http2Error error) => (error.Scope, error.Code);

    private static void Check(StreamPhase from, StreamEvent happened, string outcome)
    {
        var state = new StreamState();
        foreach (StreamEvent step in s_ways[from])
        {
            Assert.Equal(StreamVerdict.Proceed, state.Apply(step));
        }
        Assert.Equal(from, state.Phase);
        StreamVerdict verdict = state.Apply(happened);
        (StreamVerdict Verdict, StreamPhase Phase) expected = outcome switch
        {
            "-" => (StreamVerdict.Ignore, from),
            "!" => (StreamVerdict.Forbidden, from),
            "PROTOCOL" => (StreamVerdict.ConnectionProtocolError, from),
            "STREAM" => (StreamVerdict.StreamClosed, from),
            "CLOSED" => (StreamVerdict.ConnectionStreamClosed, from),
            _ => (StreamVerdict.Proceed, Enum.Parse<StreamPhase>(outcome)),
        };
        Assert.True(expected == (verdict, state.Phase), $"{happened} in {from}: expected {expected}, got {(verdict, state.Phase)}");
    }
}
