using Peregrine.Testing;

namespace Peregrine.Http2.Tests.Connection;

/// <summary>When a connection wants output sent in the middle of its work: so that both ends have something to do, with as few sends as that takes.</summary>
public sealed class WorkBeforeFlushTests
{
    [Theory]
    [InlineData(1, 100, 32)] // the server has next to nothing
    [InlineData(40, 100, 40)] // it gets as much again as it has
    [InlineData(49, 100, 49)]
    [InlineData(50, 100, int.MaxValue)] // half as much as waits here is enough
    [InlineData(1, 3, 32)] // more than there are
    public void A_client_sends_early_while_the_server_has_less_than_half_as_much_to_do(int awaited, int queued, int expected)
    {
        ScriptedPeer peer = ScriptedPeer.ForClient(new RecordingObserver()).Greet();
        var asking = new Asking(queued);
        for (int i = 0; i < awaited; i++)
        {
            Assert.Equal(OpenStatus.Opened, peer.Connection.TryOpenStream(asking, Samples.Request, null, endStream: true, out _));
        }
        peer.SendResponseHeaders(1);
        Assert.Equal(expected, asking.Answer);
    }

    [Fact]
    public void A_server_sends_its_answers_together()
    {
        var asking = new Asking(100);
        ScriptedPeer peer = ScriptedPeer.ForServer(new RecordingObserver { StreamObserver = () => asking }).Greet();
        peer.SendRequest(1);
        peer.SendData(1, "more"u8);
        Assert.Equal(int.MaxValue, asking.Answer);
    }

    /// <summary>Schedules work in a callback and asks how much of it is to run before a flush.</summary>
    private sealed class Asking(int queued) : Http2StreamObserver, IHttp2Work
    {
        public int Answer { get; private set; }

        HandlerProfile? IHttp2Work.Profile => null;

        public override void OnHeaders(Http2Stream stream, in HeaderBlock headers, bool endStream) => Ask(stream.Connection);

        public override int OnData(Http2Stream stream, ReadOnlySpan<byte> data, bool endStream)
        {
            Ask(stream.Connection);
            return data.Length;
        }

        public override void OnClosed(Http2Stream stream, in StreamEnd end)
        {
        }

        void IThreadPoolWorkItem.Execute()
        {
        }

        private void Ask(Http2Connection connection)
        {
            for (int i = 0; i < queued; i++)
            {
                connection.Schedule(this);
            }
            Answer = ((ITransportSession)connection).WorkBeforeFlush;
        }
    }
}
