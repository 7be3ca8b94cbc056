using System.Diagnostics;

namespace Peregrine.Interop.Tests.Peers;

/// <summary>The command lines of the peers' programs.</summary>
internal static class PeerPrograms
{
    /// <summary>The name that the test certificate is for.</summary>
    public const string ServerName = "foo.test.google.fr";

    private static readonly Lazy<string> s_certificates = new(() =>
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "certificates");
        Directory.CreateDirectory(folder);
        TestCertificates.WriteTo(folder);
        return folder;
    });

    /// <summary>Whether a client of the peer runs several cases, and tells of each; the others run one and say by their exit code how it went.</summary>
    public static bool RunsManyCases(Peer peer) => peer is Peer.Java or Peer.Python or Peer.Node;

    /// <summary>Whether a server of the peer prints the port that it took; the others are given one.</summary>
    public static bool TellsPort(Peer peer) => RunsManyCases(peer);

    /// <summary>A server of the peer.</summary>
    /// <param name="peer">Whose.</param>
    /// <param name="port">Its port; 0 for one that tells its port.</param>
    /// <param name="tls">Whether it speaks TLS.</param>
    /// <param name="maxConcurrentStreams">How many streams it takes on a connection; null for what it takes by itself.</param>
    public static ProcessStartInfo Server(Peer peer, int port, bool tls, int? maxConcurrentStreams)
    {
        ProcessStartInfo start = Program(peer, "server");
        Add(start, peer switch
        {
            Peer.Go => [$"-port={port}"],
            Peer.Cpp => [$"--port={port}", $"--use_tls={(tls ? "true" : "false")}"],
            _ => [],
        });
        if (tls)
        {
            string certificate = Certificate("server1.pem"), key = Certificate("server1.key");
            Add(start, peer switch
            {
                Peer.Go => ["-use_tls=true", $"-tls_cert_file={certificate}", $"-tls_key_file={key}"],
                Peer.Cpp => [$"--tls_cert_file={certificate}", $"--tls_key_file={key}"],
                _ => ["--tls_cert", certificate, "--tls_key", key],
            });
        }
        if (maxConcurrentStreams is { } limit)
            Add(start, "--max_concurrent_streams", $"{limit}");
        return start;
    }

    /// <summary>A client of the peer.</summary>
    /// <param name="peer">Whose.</param>
    /// <param name="port">The server's port on the loopback interface.</param>
    /// <param name="tls">Whether to use TLS, with the test authority.</param>
    /// <param name="cases">The cases with commas between them; one for a client that runs no more.</param>
    public static ProcessStartInfo Client(Peer peer, int port, bool tls, string cases)
    {
        ProcessStartInfo start = Program(peer, "client");
        string authority = Certificate("ca.pem");
        switch (peer)
        {
            case Peer.Go:
                Add(start, "-server_host=127.0.0.1", $"-server_port={port}", $"-test_case={cases}");
                if (tls)
                    Add(start, "-use_tls=true", "-use_test_ca=true", $"-ca_file={authority}", $"-server_host_override={ServerName}");
                break;
            case Peer.Cpp:
                Add(start, "--server_host=127.0.0.1", $"--server_port={port}", $"--test_case={cases}", "--soak_iterations=20", "--soak_overall_timeout_seconds=50", "--soak_per_iteration_max_acceptable_latency_ms=10000", "--iteration_interval=1");
                // Its own test authority is compiled in; ours takes the place of the system's.
                start.Environment["GRPC_DEFAULT_SSL_ROOTS_FILE_PATH"] = authority;
                if (tls)
                    Add(start, "--use_tls=true", $"--server_host_override={ServerName}");
                // This one case of that client looks at another flag.
                if (tls && cases == "pick_first_unary")
                    Add(start, "--custom_credentials_type=ssl");
                break;
            default:
                Add(start, "--target", $"127.0.0.1:{port}", "--test_case", cases);
                if (tls)
                    Add(start, "--ca", authority, "--server_host_override", ServerName);
                break;
        }
        return start;
    }

    /// <summary>The peer's own client for the cases of a misbehaving server, in plaintext; Node has none.</summary>
    public static ProcessStartInfo NegativeClient(Peer peer, int port, string testCase)
    {
        ProcessStartInfo start = peer switch
        {
            Peer.Go => new ProcessStartInfo(Path.Combine(Repository.Peers, "go", "negative_client")),
            Peer.Cpp => new ProcessStartInfo(Path.Combine(Repository.Peers, "cpp", "http2_client")),
            Peer.Java => Java("io.grpc.testing.integration.Http2Client"),
            _ => Python(Path.Combine(Repository.Peers, "http2", "negative_http2_client.py")),
        };
        Add(start, "--server_host=127.0.0.1", $"--server_port={port}", $"--test_case={testCase}");
        return start;
    }

    /// <summary>gRPC's own misbehaving server, all cases of it.</summary>
    public static ProcessStartInfo NegativeServer(bool tls)
    {
        ProcessStartInfo start = Python(Path.Combine(Repository.Programs, "http2", "server.py"));
        Add(start, "--server", Path.Combine(Repository.Peers, "http2", "server"), "--stubs", Path.Combine(Repository.Peers, "python"));
        if (tls)
            Add(start, "--tls_cert", Certificate("server1.pem"), "--tls_key", Certificate("server1.key"));
        return start;
    }

    /// <summary>gRPC C++'s server that closes every connection and measures the time between them.</summary>
    public static ProcessStartInfo ReconnectServer(int controlPort, int retryPort) =>
        new(Path.Combine(Repository.Peers, "cpp", "reconnect_interop_server"), [$"--control_port={controlPort}", $"--retry_port={retryPort}"]);

    /// <summary>Another program of the Node peer.</summary>
    public static ProcessStartInfo NodeTool(string script, params string[] arguments)
    {
        ProcessStartInfo start = Node(script);
        Add(start, arguments);
        return start;
    }

    /// <summary>Our own interop program, as a process of its own.</summary>
    public static ProcessStartInfo Own(params string[] arguments) =>
        new(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet", [typeof(TestCertificates).Assembly.Location, .. arguments]);

    private static ProcessStartInfo Program(Peer peer, string role)
    {
        switch (peer)
        {
            case Peer.Go:
                return new ProcessStartInfo(Path.Combine(Repository.Peers, "go", "interop_" + role));
            case Peer.Cpp:
                return new ProcessStartInfo(Path.Combine(Repository.Peers, "cpp", "interop_" + role));
            case Peer.Java:
                return Java(role == "server" ? "InteropServer" : "InteropClient");
            case Peer.Python:
                ProcessStartInfo python = Python(Path.Combine(Repository.Programs, "python", role + ".py"));
                Add(python, "--stubs", Path.Combine(Repository.Peers, "python"));
                return python;
            default:
                return Node(role + ".js");
        }
    }

    private static ProcessStartInfo Java(string program)
    {
        string java = Path.Combine(Repository.Peers, "java");
        string classes = File.ReadAllText(Path.Combine(java, "classpath")) + Path.Combine(java, "classes");
        return new ProcessStartInfo("java", ["-XX:TieredStopAtLevel=1", "-Djava.library.path=" + Path.Combine(java, "native"), "-cp", classes, program]);
    }

    private static ProcessStartInfo Python(string script)
    {
        var python = new ProcessStartInfo("/usr/bin/python3", [script]);
        python.Environment["PYTHONPATH"] = Path.Combine(Repository.Peers, "python");
        return python;
    }

    private static ProcessStartInfo Node(string script)
    {
        var node = new ProcessStartInfo("node", [Path.Combine(Repository.Programs, "node", script)]);
        node.Environment["NODE_PATH"] = Path.Combine(Repository.Peers, "node", "node_modules");
        return node;
    }

    private static string Certificate(string name) => Path.Combine(s_certificates.Value, name);

    private static void Add(ProcessStartInfo start, params string[] arguments)
    {
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
    }
}
