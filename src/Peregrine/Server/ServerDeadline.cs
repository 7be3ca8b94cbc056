using Peregrine.Calls;

namespace Peregrine.Server;

/// <summary>The deadline of a call in its server's wheel. Used again with the call's object, which is not used again once a deadline has fired.</summary>
internal sealed class ServerDeadline(ServerCall call) : DeadlineEntry
{
    internal override void OnDeadline() => call.OnDeadline();
}
