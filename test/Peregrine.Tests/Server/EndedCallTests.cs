using System.Runtime.CompilerServices;

namespace Peregrine.Tests.Server;

/// <summary>A call's objects wait with their stream for its next call.</summary>
public class EndedCallTests
{
    [Fact]
    public void What_waits_for_its_next_call_holds_nothing_of_the_last_one()
    {
        (WeakReference? Context, WeakReference? Answer) seen = default;
        TaskCompletionSource<string>? answer = null;
        using var caller = ScriptedCaller.To(binder => binder.AddUnary(TestMethods.Unary, (_, context) =>
        {
            answer = new TaskCompletionSource<string>();
            seen = (new WeakReference(context), new WeakReference(answer.Task));
            return answer.Task;
        }));
        Call();

        GC.Collect();
        Assert.Equal((false, false), (seen.Context!.IsAlive, seen.Answer!.IsAlive));

        // A method of its own, so that this one's locals hold nothing.
        [MethodImpl(MethodImplOptions.NoInlining)]
        void Call()
        {
            caller.Request(1, TestMethods.UnaryPath);
            caller.Message(1, "x", end: true);
            answer!.SetResult("y");
            answer = null;
            Assert.Equal(StatusCode.OK, caller.Ended(1).Status);
        }
    }
}
