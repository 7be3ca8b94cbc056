using Peregrine.Http2.Buffers;
using Peregrine.Http2.Streams;

namespace Peregrine.Http2.Tests.Streams;

public sealed class SendQueueTests
{
    [Fact]
    public void Bytes_leave_in_the_order_in_which_they_came_whoever_owned_them()
    {
        var random = new Random(5);
        for (int run = 0; run < 50; run++)
        {
            var queue = new SendQueue();
            var expected = new List<byte>();
            var left = new List<byte>();
            for (int step = 0; step < 100; step++)
            {
                if (random.Next(2) == 0)
                {
                    byte[] data = new byte[random.Next(1, 40_000)];
                    random.NextBytes(data);
                    expected.AddRange(data);
                    if (random.Next(2) == 0)
                    {
                        queue.Append(data);
                    }
                    else
                    {
                        queue.Append(OwnedBuffer.Copy(data));
                    }
                }
                else if (queue.Front.Length > 0)
                {
                    int take = random.Next(1, queue.Front.Length + 1);
                    left.AddRange(queue.Front[..take]);
                    queue.Advance(take)?.Dispose();
                }
                Assert.Equal(expected.Count - left.Count, queue.Bytes);
            }
            while (queue.Bytes > 0)
            {
                left.AddRange(queue.Front);
                queue.Advance(queue.Front.Length)?.Dispose();
            }
            Assert.Equal(expected, left);
            Assert.True(queue.IsEmpty);
        }
    }

    [Fact]
    public void A_cleared_queue_holds_nothing_and_may_be_used_again()
    {
        var queue = new SendQueue();
        queue.Append("abc"u8);
        queue.End(HeaderList.Empty);
        Assert.Equal("abc"u8.ToArray(), queue.Front.ToArray());
        queue.Advance(1);
        queue.Clear(new OutputBatch());
        Assert.True(queue.IsEmpty);
        Assert.Null(queue.Trailers);
        queue.Append("de"u8);
        Assert.Equal("de"u8.ToArray(), queue.Front.ToArray());
    }
}
