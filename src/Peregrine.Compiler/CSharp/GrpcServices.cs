using System;

namespace Peregrine.Compiler.CSharp;

/// <summary>Which halves of a service are generated. The names are those of the MSBuild metadata <c>GrpcServices</c>.</summary>
[Flags]
public enum GrpcServices
{
    /// <summary>Messages only.</summary>
    None = 0,

    /// <summary>The client stub.</summary>
    Client = 1,

    /// <summary>The abstract class that a server derives from.</summary>
    Server = 2,

    /// <summary>Both halves.</summary>
    Both = Client | Server,
}
