using Peregrine.Client;

namespace Peregrine.Tests.Client.Channel;

public sealed class SerialExecutorTests
{
    [Fact]
    public async Task Rule_79_what_many_threads_post_runs_one_at_a_time_each_threads_in_its_order()
    {
        const int Threads = 8;
        const int Each = 2000;
        var serial = new SerialExecutor();
        var seen = new List<(int Thread, int Number)>();
        int running = 0;
        bool overlapped = false;
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(() =>
        {
            for (int i = 0; i < Each; i++)
            {
                int number = i;
                serial.Post(() =>
                {
                    overlapped |= Interlocked.Increment(ref running) != 1;
                    seen.Add((thread, number));
                    Interlocked.Decrement(ref running);
                });
            }
        })));
        await serial.Flush().WaitAsync(TimeSpan.FromMinutes(2));
        Assert.False(overlapped);
        Assert.All(seen.GroupBy(one => one.Thread), ofOne => Assert.Equal(Enumerable.Range(0, Each), ofOne.Select(one => one.Number)));
        Assert.Equal(Threads * Each, seen.Count);
    }

    [Fact]
    public async Task Rule_79_what_an_action_posts_runs_after_it_and_never_within_it()
    {
        var serial = new SerialExecutor();
        var order = new List<string>();
        serial.Post(() =>
        {
            serial.Post(() => order.Add("inner"));
            order.Add("outer");
        });
        await serial.Flush();
        await serial.Flush().WaitAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(["outer", "inner"], order);
    }
}
