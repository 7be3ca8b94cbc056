using Peregrine.Http2;
using Peregrine.Orca;

namespace Peregrine.Interop.Server;

/// <summary>Makes interop servers, for the program and for tests.</summary>
internal static class InteropServer
{
    /// <summary>A proxy on the loopback interface, on a free port, not started yet.</summary>
    public static GrpcServer Create(CachingProxy proxy, bool tls) =>
        new GrpcServer(new GrpcServerOptions { Tls = tls ? new Http2ServerTls(TestCertificates.Server()) : null }, $"{(tls ? "https" : "http")}://127.0.0.1:0").AddFallback(proxy.HandleAsync);

    /// <summary>A server on the loopback interface, not started yet.</summary>
    /// <param name="port">Its port; 0 takes a free one.</param>
    /// <param name="tls">Whether it speaks TLS, with the test certificate.</param>
    /// <param name="maxConcurrentStreams">The most calls that a connection may have open; null for any number.</param>
    public static GrpcServer Create(int port, bool tls, int? maxConcurrentStreams = null)
    {
        // Readers of reports wait for changes in a test: as often as they like.
        var load = new LoadReportService { MinReportInterval = TimeSpan.FromMilliseconds(10) };
        var options = new GrpcServerOptions
        {
            Tls = tls ? new Http2ServerTls(TestCertificates.Server()) : null,
            ResponseCompressionAlgorithm = "gzip",
            Http2 = maxConcurrentStreams is { } limit ? new Http2Options { MaxConcurrentStreams = limit } : new Http2Options(),
        };
        return new GrpcServer(options, $"{(tls ? "https" : "http")}://127.0.0.1:{port}").Add(new InteropService(load)).Add(load);
    }
}
