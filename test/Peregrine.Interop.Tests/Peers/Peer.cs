namespace Peregrine.Interop.Tests.Peers;

/// <summary>The foreign implementations that tests talk to.</summary>
public enum Peer
{
    /// <summary>grpc-go's interop programs.</summary>
    Go,

    /// <summary>grpcio with generated stubs.</summary>
    Python,

    /// <summary>grpc-js with stubs loaded from the <c>.proto</c>.</summary>
    Node,
}
