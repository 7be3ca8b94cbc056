using System.Diagnostics;
using Peregrine.Calls;

namespace Peregrine;

/// <summary>What opened a call, as the server sees it. Immutable, possibly shared by calls that were opened with the same bytes, and safe to keep.</summary>
public abstract class ServerCallHead
{
    /// <summary>The path the caller asked for, such as <c>/greet.Greeter/SayHello</c>.</summary>
    public abstract string Path { get; }

    /// <summary>The authority the caller asked for; empty when it named none.</summary>
    public abstract string Authority { get; }

    /// <summary>The caller.</summary>
    public abstract CallPeer Peer { get; }

    /// <summary>The caller's metadata; read-only, made when first asked for.</summary>
    public abstract Metadata Headers { get; }

    /// <summary>The caller's span, when it said so.</summary>
    internal virtual ActivityContext TraceParent => GrpcTelemetry.ReadParent(Headers);
}
