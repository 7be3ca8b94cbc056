using Peregrine.Http2;

namespace Peregrine.InProcess;

/// <summary>
/// Something that one side's call tells the other side's listener, on the call's loop: whoever causes it may hold locks of its own side, which the other side
/// may be waiting for.
/// </summary>
internal sealed class ListenerNotice(CallListener listener, Action<CallListener> tell) : IHttp2Work
{
    private static readonly Action<CallListener> s_cancelled =
        static listener => listener.OnEnd(new CallEnd(new Status(StatusCode.Cancelled, "the caller cancelled the call")));

    private static readonly Action<CallListener> s_writable = static listener => listener.OnWritable();

    public static ListenerNotice Cancelled(CallListener listener) => new(listener, s_cancelled);

    public static ListenerNotice Writable(CallListener listener) => new(listener, s_writable);

    public void Execute() => tell(listener);
}
