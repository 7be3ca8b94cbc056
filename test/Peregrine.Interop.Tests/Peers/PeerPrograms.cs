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

    public static ProcessStartInfo GoServer(int port, bool tls)
    {
        var start = new ProcessStartInfo(Path.Combine(Repository.Peers, "go", "interop_server"), [$"-port={port}"]);
        if (tls)
            Add(start, "-use_tls=true", $"-tls_cert_file={Certificate("server1.pem")}", $"-tls_key_file={Certificate("server1.key")}");
        return start;
    }

    public static ProcessStartInfo GoClient(int port, bool tls, string testCase)
    {
        var start = new ProcessStartInfo(
            Path.Combine(Repository.Peers, "go", "interop_client"), ["-server_host=127.0.0.1", $"-server_port={port}", $"-test_case={testCase}"]);
        if (tls)
            Add(start, "-use_tls=true", "-use_test_ca=true", $"-ca_file={Certificate("ca.pem")}", $"-server_host_override={ServerName}");
        return start;
    }

    /// <summary>A client or server in Python or Node.</summary>
    public static ProcessStartInfo Server(Peer peer, bool tls)
    {
        ProcessStartInfo start = Script(peer, "server");
        if (tls)
            Add(start, "--tls_cert", Certificate("server1.pem"), "--tls_key", Certificate("server1.key"));
        return start;
    }

    public static ProcessStartInfo Client(Peer peer, int port, bool tls)
    {
        ProcessStartInfo start = Script(peer, "client");
        Add(start, "--target", $"127.0.0.1:{port}");
        if (tls)
            Add(start, "--ca", Certificate("ca.pem"), "--server_host_override", ServerName);
        return start;
    }

    /// <summary>Our own interop program, as a process of its own.</summary>
    public static ProcessStartInfo Own(params string[] arguments) =>
        new(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet", [typeof(TestCertificates).Assembly.Location, .. arguments]);

    private static ProcessStartInfo Script(Peer peer, string name)
    {
        if (peer == Peer.Python)
            return new ProcessStartInfo("/usr/bin/python3", [Path.Combine(Repository.Programs, "python", name + ".py"), "--stubs", Path.Combine(Repository.Peers, "python")]);
        var start = new ProcessStartInfo("node", [Path.Combine(Repository.Programs, "node", name + ".js")]);
        start.Environment["NODE_PATH"] = Path.Combine(Repository.Peers, "node", "node_modules");
        return start;
    }

    private static string Certificate(string name) => Path.Combine(s_certificates.Value, name);

    private static void Add(ProcessStartInfo start, params string[] arguments)
    {
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
    }
}
