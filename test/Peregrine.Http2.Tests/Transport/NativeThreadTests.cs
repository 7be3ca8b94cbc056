using Peregrine.Http2.Transport;

namespace Peregrine.Http2.Tests.Transport;

public sealed class NativeThreadTests
{
    [LinuxFact("the state of a thread")]
    public void A_thread_that_waits_is_told_from_one_that_computes()
    {
        using var release = new ManualResetEventSlim();
        using var started = new ManualResetEventSlim();
        NativeThread? native = null;
        bool stop = false;
        var waiting = new Thread(() =>
        {
            native = NativeThread.Current();
            started.Set();
            release.Wait();
            while (!Volatile.Read(ref stop))
            {
            }
        });
        waiting.Start();
        started.Wait();
        Assert.True(SpinWait.SpinUntil(() => native!.IsWaiting(), Limits.Test));
        release.Set();
        Assert.True(SpinWait.SpinUntil(() => !native!.IsWaiting(), Limits.Test));
        Volatile.Write(ref stop, true);
        Assert.True(waiting.Join(Limits.Test));
        // The runtime says that a thread has ended a moment before the operating system does, which may see it wait for its own end.
        Assert.True(SpinWait.SpinUntil(() => !native!.IsWaiting(), Limits.Test));
    }
}
