using Peregrine.Calls;

namespace Peregrine.Client;

/// <summary>What all calls of a channel share and nothing of which changes: clock, deadlines, and the options that calls look at.</summary>
internal sealed class ChannelContext(TimeProvider time, GrpcChannelOptions options, string authority, bool isSecure, string target)
{
    public TimeProvider Time { get; } = time;

    /// <summary>The deadlines of all calls.</summary>
    public DeadlineWheel Deadlines { get; } = new(time);

    public ChannelLog Log { get; } = new(options.LoggerFactory);

    public GrpcChannelOptions Options { get; } = options;

    /// <summary>The authority of calls that name none.</summary>
    public string Authority { get; } = authority;

    /// <summary>The address that the channel was made for.</summary>
    public string Target { get; } = target;

    /// <summary>The call credentials of every call, or null.</summary>
    public CallCredentials? CallCredentials { get; } = options.Credentials?.CallCredentials;

    /// <summary>Whether call credentials may go over this channel's connections (rule 69).</summary>
    public bool MaySendCallCredentials { get; } = isSecure || options.UnsafeUseInsecureChannelCallCredentials;

    /// <summary>The clock of calls as they are made.</summary>
    public CallClock Clock { get; } = new(time);

    public DateTime UtcNow => Time.GetUtcNow().UtcDateTime;
}
