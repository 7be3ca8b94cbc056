using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Peregrine.Http2.Transport;

namespace Peregrine.Http2.Tests.Transport;

/// <summary>Threads for work that blocks: what waits for what, and what they keep of what they have run, since they may live as long as the process.</summary>
public sealed class ElasticThreadsTests
{
    [Fact]
    public async Task Answers_of_all_work_that_is_there_are_flushed_together()
    {
        var threads = new ElasticThreads(limit: 1);
        var order = new ConcurrentQueue<string>();
        using var go = new ManualResetEventSlim();
        var flushed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        threads.Queue(new Work(() =>
        {
            Assert.True(go.Wait(Limits.Test));
            order.Enqueue("first");
            Assert.True(threads.TryQueueFlush(new Work(() =>
            {
                order.Enqueue("flush");
                flushed.SetResult();
            })));
        }));
        threads.Queue(new Work(() => order.Enqueue("second")));
        threads.Queue(new Work(() => order.Enqueue("third")));
        go.Set();
        await flushed.Task.WaitAsync(Limits.Test);
        Assert.Equal(["first", "second", "third", "flush"], order);
    }

    [Fact]
    public async Task A_flush_is_not_held_with_the_thread_that_asked_for_it()
    {
        var threads = new ElasticThreads(limit: 1);
        using var go = new ManualResetEventSlim();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var flushed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        threads.Queue(new Work(() =>
        {
            threads.TryQueueFlush(new Work(flushed.SetResult));
            asked.SetResult();
            Assert.True(go.Wait(Limits.Test));
        }));
        await asked.Task.WaitAsync(Limits.Test);
        threads.Allow(held: 1);
        await flushed.Task.WaitAsync(Limits.Test);
        go.Set();
    }

    [Fact]
    public void Other_threads_flush_elsewhere() => Assert.False(ElasticThreads.Shared.TryQueueFlush(new Work(static () => { })));

    [Fact]
    public async Task As_many_threads_as_were_held_lately_are_there_before_the_next_is_seen_to_be_held()
    {
        var threads = new ElasticThreads(limit: 1024);
        threads.Allow(held: 3);
        threads.Allow(held: 0);
        int all = Environment.ProcessorCount + 3;
        using var meet = new Barrier(all);
        var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        for (int i = 0; i < all; i++)
        {
            threads.Queue(new Work(() =>
            {
                Assert.True(meet.SignalAndWait(Limits.Test));
                met.TrySetResult();
            }));
        }

        await met.Task.WaitAsync(Limits.Test);
    }

    [Fact]
    public async Task Work_beyond_the_bound_waits_and_is_done()
    {
        var threads = new ElasticThreads(limit: 2);
        using var all = new CountdownEvent(10_000);
        int running = 0;
        int most = 0;
        for (int i = 0; i < all.InitialCount; i++)
        {
            threads.Queue(new Work(() =>
            {
                int now = Interlocked.Increment(ref running);
                InterlockedMax(ref most, now);
                Interlocked.Decrement(ref running);
                all.Signal();
            }));
            threads.Allow(held: 5);
        }

        await Task.Run(() => Assert.True(all.Wait(Limits.Test)));
        Assert.InRange(most, 1, 2);
    }

    [Fact]
    public async Task A_thread_that_goes_on_with_a_loop_does_not_keep_the_connection_whose_handler_gave_it_the_loop()
    {
        using var release = new ManualResetEventSlim();
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        (WeakReference resumed, _) = Resume(() =>
        {
            running.SetResult();
            release.Wait();
        });
        await running.Task.WaitAsync(Limits.Test);
        Assert.True(await Garbage.IsCollectedAsync(resumed));
        release.Set();
    }

    [Fact]
    public async Task A_thread_that_waits_for_work_does_not_keep_the_last()
    {
        // A thread without work ends after ten seconds, and what it holds with it: collected before that shows that it holds nothing.
        for (int i = 0; i < 5; i++)
        {
            (WeakReference resumed, Task<Thread> thread) = Resume(null);
            Assert.True(await Garbage.IsCollectedAsync(resumed));
            if ((await thread.WaitAsync(Limits.Test)).IsAlive) return;
        }

        Assert.Fail("only the end of the thread let go of what it had run");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (WeakReference Loop, Task<Thread> Thread) Resume(Action? then)
    {
        var thread = new TaskCompletionSource<Thread>(TaskCreationOptions.RunContinuationsAsynchronously);
        var loop = new Loop(then, thread);
        ElasticThreads.Shared.RunAtOnce(loop);
        return (new WeakReference(loop), thread.Task);
    }

    private sealed class Loop(Action? then, TaskCompletionSource<Thread> thread) : ILoop
    {
        public Action? Resume()
        {
            thread.SetResult(Thread.CurrentThread);
            return then;
        }
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (int seen = Volatile.Read(ref target); seen < value; seen = Volatile.Read(ref target))
        {
            if (Interlocked.CompareExchange(ref target, value, seen) == seen) return;
        }
    }

    private sealed class Work(Action action) : IHttp2Work
    {
        public void Execute() => action();
    }
}
