namespace Peregrine;

/// <summary>How far a call got before it ended, which decides whether it may be tried again unseen (rule 54).</summary>
public enum CallProgress
{
    /// <summary>The server's application may have seen the call.</summary>
    Processed,

    /// <summary>It reached the server, which said that its application did not see it (REFUSED_STREAM, or above GOAWAY's last id).</summary>
    Refused,

    /// <summary>It never left this process.</summary>
    NeverSent,
}
