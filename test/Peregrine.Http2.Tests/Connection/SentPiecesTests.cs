using Peregrine.Http2.Buffers;
using Peregrine.Http2.Frames;
using Peregrine.Testing;

namespace Peregrine.Http2.Tests.Connection;

/// <summary>What is sent in pieces arrives as if it had been one.</summary>
[Spec("RFC9113 §6.1")]
public sealed class SentPiecesTests
{
    private const int InitialWindow = 4;
    private const int MaxFrameSize = 5;
    private readonly RecordingObserver _observer = new();

    [Fact]
    public void Pieces_are_one_frame_and_what_lasts_goes_out_from_its_own_memory()
    {
        ScriptedPeer peer = Serve((InitialWindow, 1 << 20), (MaxFrameSize, 1 << 20));
        peer.SendWindowUpdate(0, 1 << 20);
        byte[] head = [1, 2, 3];
        byte[] lasting = new byte[50_000];
        lasting[0] = 4;
        peer.Transport.IsStuck = true;
        _observer.Accepted[0].SendData([new DataPiece(head, false), new DataPiece(lasting, true), new DataPiece(head, false)], endStream: false);
        head[0] = 99; // lent for the call only
        ITransportSession session = peer.Connection;
        Assert.True(session.TryTakeOutput(out OutputBatch? batch));
        Assert.Equal(3, batch.Count);
        Assert.Same(lasting, batch[1].Array);
        byte[] sent = [.. Enumerable.Range(0, batch.Count).SelectMany(i => batch[i])];
        session.OutputSent(batch);
        Assert.Equal(50_006, FrameHeader.Read(sent).Length);
        Assert.Equal([1, 2, 3, .. lasting, 1, 2, 3], sent[FrameHeader.Size..]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Pieces_arrive_as_if_they_were_one_whatever_windows_and_frames_the_peer_allows(int seed)
    {
        var random = new Random(seed);
        ScriptedPeer peer = Serve(new Http2Options { StreamSendBufferBytes = 1 << 24 }, (InitialWindow, (uint)random.Next(1, 60_000)), (MaxFrameSize, (uint)random.Next(16_384, 100_000)));
        List<byte> expected = [];
        for (int message = 0; message < 20; message++)
        {
            DataPiece[] pieces = new DataPiece[random.Next(1, 6)];
            for (int i = 0; i < pieces.Length; i++)
            {
                byte[] bytes = new byte[random.Next(2) == 0 ? random.Next(20) : random.Next(80_000)];
                random.NextBytes(bytes);
                expected.AddRange(bytes);
                pieces[i] = new DataPiece(bytes, random.Next(2) == 0);
            }
            _observer.Accepted[0].SendData(pieces, endStream: message == 19);
            foreach (DataPiece piece in pieces)
            {
                piece.Bytes.AsSpan()[..(piece.IsLasting ? 0 : piece.Bytes.Count)].Clear();
            }
            peer.SendWindowUpdate(1, random.Next(1, 100_000));
            peer.SendWindowUpdate(0, random.Next(1, 100_000));
        }
        peer.SendWindowUpdate(1, 1 << 24);
        peer.SendWindowUpdate(0, 1 << 24);
        List<WireFrame> frames = [.. peer.TakeAll().Where(f => f.Type == FrameType.Data)];
        Assert.Equal(expected, frames.SelectMany(f => f.Payload));
        Assert.All(frames.SkipLast(1), f => Assert.InRange(f.Payload.Length, 1, 100_000));
        Assert.Equal([true], frames.Select(f => f.EndsStream).Where(ends => ends));
    }

    [Fact]
    public void Pieces_that_are_queued_go_with_their_stream()
    {
        ScriptedPeer peer = Serve((InitialWindow, 10));
        Http2Stream stream = _observer.Accepted[0];
        stream.SendData([new DataPiece(new byte[3], false), new DataPiece(new byte[50_000], true), new DataPiece(new byte[50_000], true)], endStream: false);
        Assert.Equal(99_993, stream.QueuedBytes);
        peer.SendReset(1, ErrorCode.Cancel);
        Assert.Equal(0, peer.Connection.Counters.BytesQueued);
        Assert.True(stream.SendData([new DataPiece(new byte[3], false)], endStream: false));
    }

    private ScriptedPeer Serve(params (int, uint)[] settings) => Serve(new Http2Options(), settings);

    private ScriptedPeer Serve(Http2Options options, params (int, uint)[] settings)
    {
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer, options).Greet(settings);
        peer.SendRequest(1);
        _observer.Accepted[0].SendHeaders(Samples.Response, null, endStream: false);
        peer.ExpectHeaders(1);
        return peer;
    }
}
