using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Peregrine.Http2;
using Peregrine.Http2Probe;

// A plain HTTP/2 server on Peregrine.Http2 alone, for conformance tools, h2load and nghttp.
int port = 0;
int? handle = null;
bool tls = false;
var engine = TransportEngine.Auto;
for (int i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--port" when i + 1 < args.Length && int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out port):
            i++;
            break;
        case "--handle" when i + 1 < args.Length && int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out int inherited):
            handle = inherited;
            i++;
            break;
        case "--tls":
            tls = true;
            break;
        case "--engine" when i + 1 < args.Length && Enum.TryParse(args[i + 1], ignoreCase: true, out engine):
            i++;
            break;
        default:
            Console.Error.WriteLine($"unexpected \"{args[i]}\"; usage: --port P | --handle N [--tls] [--engine socket|epoll]");
            return 2;
    }
}

var stop = new TaskCompletionSource();
using PosixSignalRegistration term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
var options = new Http2ListenOptions
{
    Engine = engine,
    Tls = tls ? SelfSignedTls() : null,
    HandshakeFailed = static failure => Console.Error.WriteLine($"{failure.RemoteEndPoint}: {failure.Error}"),
    AcceptFailed = static e => Console.Error.WriteLine($"accepting fails: {e.Message}"),
    AcceptResumed = static failures => Console.Error.WriteLine($"accepting goes on after {failures} failures"),
};
try
{
    Http2Endpoint endpoint = handle is { } number
        ? Http2Endpoint.FromHandle(new SafeSocketHandle(number, ownsHandle: true)) // a listening socket of whoever started this program
        : Http2Endpoint.Tcp(new IPEndPoint(IPAddress.Loopback, port));
    await using Http2Listener listener = Http2Server.Listen(endpoint, options, static _ => ProbeConnection.Instance);
    Console.WriteLine($"listening on 127.0.0.1:{listener.Port}");
    await stop.Task;

    // Whoever is being answered is, and whoever waits to be accepted is told to go elsewhere.
    await listener.StopAcceptingAsync();
    listener.Drain("the probe is stopping");
    await Task.WhenAny(listener.WhenEmptyAsync(), Task.Delay(TimeSpan.FromSeconds(5)));
    return 0;
}
catch (Exception e) when (e is Http2ListenException or ArgumentException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.TrySetResult();
}

// Apart, so that a server without TLS loads nothing of what certificates need.
[MethodImpl(MethodImplOptions.NoInlining)]
static Http2ServerTls SelfSignedTls() => new(SelfSigned());

static X509Certificate2 SelfSigned()
{
    using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
    var names = new SubjectAlternativeNameBuilder();
    names.AddDnsName("localhost");
    names.AddIpAddress(IPAddress.Loopback);
    request.CertificateExtensions.Add(names.Build());
    using X509Certificate2 made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddYears(1));
    return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
}
