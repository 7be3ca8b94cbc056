namespace Peregrine.Interop.Tests.Peers;

/// <summary>The foreign implementations that tests talk to.</summary>
public enum Peer
{
    /// <summary>grpc-go's interop programs.</summary>
    Go,

    /// <summary>gRPC C++'s interop programs.</summary>
    Cpp,

    /// <summary>grpc-java's interop service, and a client over its stubs.</summary>
    Java,

    /// <summary>grpcio with generated stubs.</summary>
    Python,

    /// <summary>grpc-js with stubs loaded from the <c>.proto</c>.</summary>
    Node,
}
