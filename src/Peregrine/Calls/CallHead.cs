using System.Diagnostics;

namespace Peregrine;

/// <summary>What opens a call: everything the caller says before its first message.</summary>
public readonly struct CallHead
{
    /// <summary>The path, such as <c>/greet.Greeter/SayHello</c>.</summary>
    public required string Path { get; init; }

    /// <summary>The authority, such as <c>localhost:50051</c>; null for the transport's own.</summary>
    public string? Authority { get; init; }

    /// <summary>The caller's metadata; null for none. Not changed after the call was opened.</summary>
    public Metadata? Headers { get; init; }

    /// <summary>The time left for the call when it is opened; null for no deadline.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The compression of the messages (<c>grpc-encoding</c>); null for identity.</summary>
    public string? Encoding { get; init; }

    /// <summary>The span that the server's becomes a child of, told beside <see cref="Headers"/> and instead of what these say of one; null for none.</summary>
    internal Activity? Trace { get; init; }
}
