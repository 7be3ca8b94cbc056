using System.Diagnostics.CodeAnalysis;
using Peregrine.Http2.Buffers;
using Peregrine.Http2.Transport;
using Peregrine.Testing;

namespace Peregrine.Http2.Tests.Transport.Engine;

/// <summary>The rules of a turn that hold whatever moves the bytes: driven by hand, on the test's thread.</summary>
public sealed class LoopConnectionTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void After_our_end_of_stream_nothing_is_sent_and_what_comes_late_is_dropped()
    {
        var session = new ChattySession();
        var connection = new HandDrivenConnection(session, _time);
        connection.Start();
        session.Say("hello");
        connection.TakeTurn();
        Assert.Equal(["hello"], connection.Log);

        session.Say("goodbye");
        connection.Close();
        connection.TakeTurn();
        Assert.Equal(["hello", "goodbye", "end of stream"], connection.Log);

        // A handler that ends after the connection has said goodbye: over TLS this send threw on a pool thread and took the process down.
        session.Say("late");
        connection.TakeTurn();
        connection.Close();
        connection.TakeTurn();
        Assert.Equal(["hello", "goodbye", "end of stream"], connection.Log);
        Assert.Equal(3, session.Sent); // it was taken all the same, so that its memory went back

        connection.End();
        Assert.Equal(["hello", "goodbye", "end of stream", "released"], connection.Log);
        Assert.Equal(0, _time.ActiveTimers);
    }

    [Fact]
    public void A_peer_that_does_not_answer_our_end_of_stream_is_cut_off_after_two_seconds()
    {
        var session = new ChattySession();
        var connection = new HandDrivenConnection(session, _time);
        connection.Start();
        connection.Close();
        connection.TakeTurn();
        _time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.Equal(["end of stream"], connection.Log);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(["end of stream", "killed"], connection.Log);
    }

    [Fact]
    public void After_a_failure_what_waits_is_dropped_and_its_memory_goes_back()
    {
        var session = new ChattySession();
        var connection = new HandDrivenConnection(session, _time);
        connection.Start();
        connection.Abort(new TransportError(TransportErrorKind.Reset, "the peer reset the connection"));
        session.Say("too late");
        connection.TakeTurn();
        Assert.Equal(["killed"], connection.Log);
        Assert.Equal(1, session.Sent);
        connection.End();
        Assert.Equal(TransportErrorKind.Reset, session.ClosedWith!.Kind);
    }

    /// <summary>An engine whose loop is the test's thread and whose wire is a list.</summary>
    private sealed class HandDrivenConnection(ITransportSession session, TimeProvider time)
        : LoopConnection(new RawConnection(Stream.Null), null, new Owner(session), time)
    {
        public List<string> Log { get; } = [];

        public void TakeTurn()
        {
            BeginTurn();
            FinishTurn();
        }

        public void End()
        {
            BeginTurn();
            EndReceiving(new TransportError(TransportErrorKind.EndOfStream, "the peer closed the connection"));
            Assert.Equal(Turn.Over, FinishTurn());
        }

        // Flushes belong to turns here, so that nothing happens on another thread.
        public override void RequestFlush()
        {
        }

        protected override void StartLoop()
        {
        }

        protected override Action? ResumeLoop(Turn turn) => throw new InvalidOperationException("no handler blocks here");

        protected override bool TrySend(OutputBatch batch)
        {
            Log.Add(System.Text.Encoding.ASCII.GetString(batch[0]));
            return true;
        }

        protected override void ShutDownSending() => Log.Add("end of stream");

        protected override void Kill() => Log.Add("killed");

        protected override void Release()
        {
            Log.Add("released");
            base.Release();
        }
    }

    private sealed class Owner(ITransportSession session) : ITransportOwner
    {
        // A client's session exists from the start.
        public Role Role => Role.Client;

        public ITransportSession MakeSession(TransportConnection transport) => session;

        public void Greeted()
        {
        }

        public void Ended(TransportError why, bool greeted)
        {
        }
    }

    private sealed class ChattySession : ITransportSession
    {
        private readonly Queue<string> _waiting = new();

        public int Sent { get; private set; }

        public TransportError? ClosedWith { get; private set; }

        public void Say(string text) => _waiting.Enqueue(text);

        public int Receive(ReadOnlySpan<byte> bytes) => bytes.Length;

        public bool TryDequeueWork([NotNullWhen(true)] out IHttp2Work? work)
        {
            work = null;
            return false;
        }

        public bool TryTakeOutput([NotNullWhen(true)] out OutputBatch? batch)
        {
            batch = null;
            if (!_waiting.TryDequeue(out string? text)) return false;
            batch = new OutputBatch();
            batch.Add(System.Text.Encoding.ASCII.GetBytes(text));
            return true;
        }

        public void OutputSent(OutputBatch batch) => Sent++;

        public void Closed(TransportError why) => ClosedWith = why;
    }
}
