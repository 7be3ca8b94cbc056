using Peregrine.Calls;

namespace Peregrine.Server;

/// <summary>The deadline of one call in its server's wheel. One object a call with a deadline, because a late firing must not meet another call.</summary>
internal sealed class ServerDeadline(ServerCall call) : DeadlineEntry
{
    internal override void OnDeadline() => call.OnDeadline();
}
