namespace Examples.Tests.Chat;

/// <summary>What is said in a room of the soak, counted: who is away for a while is away for so many messages, however fast the machine lets the others talk. Any thread.</summary>
internal sealed class SoakRoom
{
    private readonly Lock _gate = new();

    // Guarded by _gate.
    private readonly PriorityQueue<TaskCompletionSource, int> _waiting = new();
    private int _said;

    /// <summary>Somebody has said something, and the room has heard it.</summary>
    public void OnSaid()
    {
        lock (_gate)
        {
            _said++;
            while (_waiting.TryPeek(out TaskCompletionSource? waiting, out int until) && until <= _said)
            {
                _waiting.Dequeue();
                waiting.SetResult();
            }
        }
    }

    /// <summary>Ends when so many more messages have been said.</summary>
    public Task WaitForMoreAsync(int messages)
    {
        var waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
            _waiting.Enqueue(waiting, _said + messages);
        return waiting.Task;
    }
}
