using Peregrine.Calls;

namespace Peregrine.Client;

/// <summary>What all calls of a channel share and nothing of which changes: clock, deadlines, and the options that calls look at.</summary>
internal sealed class ChannelContext(TimeProvider time, GrpcChannelOptions options, string authority, bool isSecure, string target)
{
    public TimeProvider Time { get; } = time;

    /// <summary>The deadlines of all calls.</summary>
    public DeadlineWheel Deadlines { get; } = new(time);

    /// <summary>What channelz knows the channel by.</summary>
    public long Id { get; } = EntityId.Next();

    /// <summary>What channelz tells of the channel's calls; null while nobody shows it.</summary>
    public CallCounters? Counters { get; private set; }

    public ChannelLog Log { get; } = new(options.LoggerFactory);

    public GrpcChannelOptions Options { get; } = options;

    /// <summary>Whether the channel's connections are encrypted and their servers checked.</summary>
    public bool IsSecure { get; } = isSecure;

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

    /// <summary>Counts calls, and what goes over connections that are made, from now on.</summary>
    public void StartCounting() => Counters ??= new CallCounters(Time);

    public DateTime UtcNow => Time.GetUtcNow().UtcDateTime;
}
