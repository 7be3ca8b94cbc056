using Peregrine.Http2.Frames;
using Peregrine.Testing;

namespace Peregrine.Http2.Tests.Connection;

/// <summary>Another thread closes a stream while the loop calls back for it: the owner may let go of everything once it hears of the end, so it must not hear before the callback is over.</summary>
public sealed class ClosedDuringCallbackTests
{
    private readonly RecordingObserver _observer = new();

    [Theory]
    [InlineData(Act.Reset)]
    [InlineData(Act.EndConnection)]
    public void An_observer_hears_of_the_end_when_its_callback_has_returned(Act act)
    {
        var stream = new Interrupted(act);
        ScriptedPeer peer = Open(stream);
        peer.SendData(1, "more"u8);
        Assert.Equal(["data", "data over", "closed"], stream.Log);
    }

    [Fact]
    public void What_follows_in_the_same_receive_is_not_its_any_more()
    {
        var stream = new Interrupted(Act.Reset);
        ScriptedPeer peer = Open(stream);
        peer.SendBytes([.. Data(1), .. Data(1), .. Data(1)]);
        Assert.Equal(["data", "data over", "closed"], stream.Log);
    }

    [Fact]
    public void Its_object_serves_no_other_stream_before()
    {
        var stream = new Interrupted(Act.ResetAndRelease);
        ScriptedPeer peer = Open(stream);
        Http2Stream first = _observer.Accepted[0];
        peer.SendData(1, "more"u8);
        Assert.Equal(["data", "data over", "closed"], stream.Log);
        Assert.Equal(1, stream.IdAfterwards);

        _observer.StreamObserver = null;
        peer.SendRequest(3);
        Assert.Same(first, _observer.Accepted[1]);
    }

    [Fact]
    public void Between_callbacks_the_call_that_closes_the_stream_says_so_itself()
    {
        var stream = new Interrupted(Act.Nothing);
        ScriptedPeer peer = Open(stream);
        peer.SendData(1, "more"u8);
        OnAnotherThread(() =>
        {
            _observer.Accepted[0].Reset(ErrorCode.Cancel);
            stream.Log.Add("reset");
        });
        Assert.Equal(["data", "data over", "closed", "reset"], stream.Log);
    }

    public enum Act
    {
        Nothing,
        Reset,
        ResetAndRelease,
        EndConnection,
    }

    private static byte[] Data(int streamId) => new WireFrame(FrameType.Data, FrameFlags.None, streamId, "more"u8.ToArray()).ToBytes();

    private static void OnAnotherThread(ThreadStart work)
    {
        var thread = new Thread(work);
        thread.Start();
        thread.Join();
    }

    private ScriptedPeer Open(Interrupted stream)
    {
        _observer.StreamObserver = () => stream;
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer).Greet();
        peer.SendRequest(1);
        return peer;
    }

    /// <summary>Has another thread act upon the stream in the middle of its first DATA.</summary>
    private sealed class Interrupted(Act act) : Http2StreamObserver
    {
        public List<string> Log { get; } = [];

        public int IdAfterwards { get; private set; }

        public override int OnData(Http2Stream stream, ReadOnlySpan<byte> data, bool endStream)
        {
            Log.Add("data");
            OnAnotherThread(() => Interrupt(stream));
            Log.Add("data over");
            IdAfterwards = stream.Id;
            return data.Length;
        }

        public override void OnClosed(Http2Stream stream, in StreamEnd end) => Log.Add("closed");

        private void Interrupt(Http2Stream stream)
        {
            if (act == Act.EndConnection)
                stream.Connection.Abort(ErrorCode.InternalError, "another thread's");
            if (act is Act.Reset or Act.ResetAndRelease)
                stream.Reset(ErrorCode.Cancel);
            if (act == Act.ResetAndRelease)
                stream.Release();
        }
    }
}
