namespace Peregrine.Client;

/// <summary>The picker of an idle balancer: a call makes it connect, and waits. Asks once, however many calls come.</summary>
internal sealed class WakingPicker(Action wake) : Picker
{
    private int _asked;

    public override PickResult Pick(in CallSettings call)
    {
        if (Interlocked.Exchange(ref _asked, 1) == 0)
            wake();
        return PickResult.Queue;
    }
}
