namespace Peregrine.Calls;

/// <summary>
/// The server call on whose behalf code runs, so that calls made within it take over its deadline and cancellation (rule 23).
/// Costs nothing until a channel exists in the process.
/// </summary>
internal static class AmbientCall
{
    private static readonly AsyncLocal<ServerCallContext?> s_current = new();
    private static volatile bool s_isObserved;

    // Most clients serve nothing: they need not look.
    private static volatile bool s_isSet;

    /// <summary>Whether anyone will look: set by the first channel of the process, never taken back.</summary>
    public static bool IsObserved => s_isObserved;

    /// <summary>The call that the running code belongs to; null outside of handlers.</summary>
    public static ServerCallContext? Current
    {
        get => s_isSet ? s_current.Value : null;
        set
        {
            s_isSet = true;
            s_current.Value = value;
        }
    }

    /// <summary>Channels call it when they are made.</summary>
    public static void Observe() => s_isObserved = true;
}
