using Peregrine.Http2;

namespace Peregrine.Interop.Server;

/// <summary>Makes interop servers, for the program and for tests.</summary>
internal static class InteropServer
{
    /// <summary>A server on the loopback interface, not started yet; port 0 takes a free one.</summary>
    public static GrpcServer Create(int port, bool tls)
    {
        var options = new GrpcServerOptions
        {
            Tls = tls ? new Http2ServerTls(TestCertificates.Server()) : null,
            ResponseCompressionAlgorithm = "gzip",
        };
        return new GrpcServer(options, $"{(tls ? "https" : "http")}://127.0.0.1:{port}").Add(new InteropService());
    }
}
