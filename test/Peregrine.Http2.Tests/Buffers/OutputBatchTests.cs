using Peregrine.Http2.Buffers;

namespace Peregrine.Http2.Tests.Buffers;

public sealed class OutputBatchTests
{
    [Fact]
    public void What_is_written_and_what_is_only_referred_to_come_out_in_order()
    {
        var batch = new OutputBatch();
        byte[] foreign = [9, 9, 9];
        Write(batch, 1, 2);
        batch.Add(new ArraySegment<byte>(foreign, 1, 2));
        Write(batch, 3);
        for (int i = 0; i < 5_000; i++)
        {
            Write(batch, 4); // the buffer grows and moves
        }
        Assert.Equal(3, batch.Count);
        Assert.Equal(5_005, batch.Length);
        Assert.Equal(new byte[] { 1, 2 }, batch[0].ToArray());
        Assert.Same(foreign, batch[1].Array);
        Assert.Equal(5_001, batch[2].Count);
        Assert.Equal((byte)3, batch[2][0]);
        batch.Clear();
        Assert.Equal((0, 0), (batch.Count, batch.Length));
    }

    [Fact]
    public void Only_a_DATA_frame_at_the_very_end_may_be_made_longer()
    {
        var batch = new OutputBatch();
        Assert.False(batch.TryGetLastData(out _));
        batch.Reserve(10);
        batch.CommitData(10);
        Assert.True(batch.TryGetLastData(out Span<byte> frame));
        Assert.Equal(10, frame.Length);
        batch.Reserve(5);
        batch.ExtendLastData(5);
        Assert.True(batch.TryGetLastData(out frame));
        Assert.Equal(15, frame.Length);
        Write(batch, 1);
        Assert.False(batch.TryGetLastData(out _));
    }

    [Fact]
    public void A_DATA_frame_that_ends_with_what_is_only_referred_to_may_be_made_longer()
    {
        var batch = new OutputBatch();
        batch.Reserve(9)[8] = 7;
        batch.CommitData(9);
        byte[] foreign = [1, 2, 3];
        batch.Add(foreign);
        Assert.True(batch.TryGetLastData(out Span<byte> frame));
        Assert.Equal((byte)7, frame[8]);
        batch.Reserve(10_000)[0] = 4; // the buffer moves
        batch.ExtendLastData(10_000);
        batch.Add(foreign);
        Assert.True(batch.TryGetLastData(out frame));
        frame[8] = 8;
        Assert.Equal(10_015, batch.Length);
        Assert.Equal([8, 1, 2, 3, 4], [batch[0][8], .. batch[1], batch[2][0]]);
        Assert.Same(foreign, batch[3].Array);
    }

    private static void Write(OutputBatch batch, params byte[] bytes)
    {
        bytes.CopyTo(batch.Reserve(bytes.Length));
        batch.Commit(bytes.Length);
    }
}
