using System.Buffers;
using Peregrine.Http2.Buffers;
using Peregrine.Http2.Frames;
using Peregrine.Http2.Tests.Connection;
using Peregrine.Testing;

namespace Peregrine.Http2.Tests.Buffers;

/// <summary>A pooled array that whoever may send it again shares with the outputs that it is in.</summary>
public sealed class SharedBufferTests
{
    private const int InitialWindow = 4;
    private const int Length = 200_000;

    private readonly RecordingObserver _observer = new();

    [Fact]
    public void The_array_goes_back_to_its_pool_when_the_last_of_its_holders_lets_go_and_not_before()
    {
        byte[] array = ArrayPool<byte>.Shared.Rent(Length);
        var buffer = new SharedBuffer(array);
        OwnedBuffer first = buffer.Lend(new ArraySegment<byte>(array, 1, 2));
        buffer.Hold();
        Assert.Same(array, first.Segment.Array);
        Assert.Equal((1, 2), (first.Segment.Offset, first.Length));
        first.Dispose();
        buffer.Release();
        Assert.Equal(1, buffer.Holders);
        byte[] other = ArrayPool<byte>.Shared.Rent(Length);
        Assert.NotSame(array, other);
        buffer.Release();
        Assert.Same(array, ArrayPool<byte>.Shared.Rent(Length)); // a thread gets back first what it gave
    }

    [Fact]
    public void A_request_in_shared_memory_goes_out_from_there_and_is_held_until_it_is_sent()
    {
        ScriptedPeer peer = Connect(Length);
        (byte[] array, SharedBuffer buffer) = Make();
        ITransportSession session = peer.Connection;
        peer.Transport.IsStuck = true;
        Assert.Equal(OpenStatus.Opened, Open(peer, array, buffer, out _));
        Assert.Equal(2, buffer.Holders);
        Assert.True(session.TryTakeOutput(out OutputBatch? batch));
        Assert.Equal(Length, Enumerable.Range(0, batch.Count).Where(i => ReferenceEquals(batch[i].Array, array)).Sum(i => batch[i].Count));
        Assert.Equal(2, buffer.Holders);
        session.OutputSent(batch);
        Assert.Equal(1, buffer.Holders);
    }

    [Fact]
    public void A_request_that_waits_for_its_window_is_held_until_its_last_part_is_sent()
    {
        ScriptedPeer peer = Connect(50_000);
        (byte[] array, SharedBuffer buffer) = Make();
        Assert.Equal(OpenStatus.Opened, Open(peer, array, buffer, out _));
        peer.ExpectHeaders(1, endStream: false);
        List<byte> received = [.. peer.TakeAll().SelectMany(frame => frame.Payload)];
        while (received.Count < Length)
        {
            Assert.Equal(2, buffer.Holders);
            peer.SendWindowUpdate(1, 50_000);
            received.AddRange(peer.TakeAll().SelectMany(frame => frame.Payload));
        }
        Assert.Equal(array[..Length], received);
        Assert.Equal(1, buffer.Holders);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_request_that_is_given_up_half_sent_is_let_go_of(bool byPeer)
    {
        ScriptedPeer peer = Connect(50_000);
        (byte[] array, SharedBuffer buffer) = Make();
        Assert.Equal(OpenStatus.Opened, Open(peer, array, buffer, out Http2Stream? stream));
        Assert.Equal(2, buffer.Holders);
        if (byPeer)
        {
            peer.SendReset(1, ErrorCode.RefusedStream);
        }
        else
        {
            stream!.Reset(ErrorCode.Cancel);
        }
        peer.SendPing(1); // whatever held the part that was sent has gone out
        Assert.Equal(1, buffer.Holders);
    }

    [Fact]
    public void A_stream_that_may_not_be_opened_holds_nothing()
    {
        ScriptedPeer peer = Connect(Length);
        peer.SendGoAway(0, ErrorCode.NoError);
        (byte[] array, SharedBuffer buffer) = Make();
        Assert.NotEqual(OpenStatus.Opened, Open(peer, array, buffer, out _));
        Assert.Equal(1, buffer.Holders);
    }

    [Fact]
    public void The_same_bytes_come_of_pieces_and_of_one_span()
    {
        byte[] message = new byte[Length];
        new Random(4).NextBytes(message);
        var whole = Connect(1 << 20);
        Assert.Equal(OpenStatus.Opened, whole.Connection.TryOpenStream(_observer.Stream(), Samples.Request, null, message, endStream: true, out _));
        var cut = Connect(1 << 20);
        DataPiece[] pieces =
        [
            new(new ArraySegment<byte>(message, 0, 5), IsLasting: false),
            new(new ArraySegment<byte>(message, 5, 100_000), IsLasting: true),
            new(new ArraySegment<byte>(message, 100_005, Length - 100_005), IsLasting: false) { Home = new SharedBuffer(message) },
        ];
        Assert.Equal(OpenStatus.Opened, cut.Connection.TryOpenStream(_observer.Stream(), Samples.Request, null, pieces, endStream: true, out _));
        Assert.Equal(whole.ExpectHeaders(1, endStream: false), cut.ExpectHeaders(1, endStream: false));
        IReadOnlyList<WireFrame> frames = cut.TakeAll();
        Assert.Equal(message, frames.SelectMany(frame => frame.Payload));
        Assert.Equal(whole.TakeAll().SelectMany(frame => frame.Payload), frames.SelectMany(frame => frame.Payload));
        Assert.Equal([frames[^1]], frames.Where(frame => frame.EndsStream));
    }

    private static (byte[] Array, SharedBuffer Buffer) Make()
    {
        byte[] array = ArrayPool<byte>.Shared.Rent(Length);
        new Random(7).NextBytes(array);
        return (array, new SharedBuffer(array));
    }

    private OpenStatus Open(ScriptedPeer peer, byte[] array, SharedBuffer home, out Http2Stream? stream) => peer.Connection.TryOpenStream(
        _observer.Stream(), Samples.Request, null, [new DataPiece(new ArraySegment<byte>(array, 0, Length), IsLasting: false) { Home = home }], endStream: true, out stream);

    private ScriptedPeer Connect(uint window)
    {
        ScriptedPeer peer = ScriptedPeer.ForClient(_observer).Greet((InitialWindow, window));
        peer.SendWindowUpdate(0, 1 << 20);
        return peer;
    }
}
