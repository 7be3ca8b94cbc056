using System.Diagnostics;

namespace Peregrine.Interop.Tests.Peers;

/// <summary>Finds out, once, whether a peer is on this machine.</summary>
internal static class PeerProbe
{
    private static readonly Dictionary<Peer, Lazy<string?>> s_reasons = new()
    {
        [Peer.Go] = new(() => Missing("go/interop_client", "go/interop_server", "go/negative_client")),
        [Peer.Cpp] = new(() => Missing("cpp/interop_client", "cpp/interop_server", "cpp/http2_client", "cpp/reconnect_interop_server")),
        [Peer.Java] = new(() => Missing("java/classpath", "java/classes/io/grpc/testing/integration/Http2Client.class") ?? Fails("java", "--version")),
        [Peer.Python] = new(() => Missing("python/test_pb2_grpc.py", "http2/server/http2_test_server.py", "http2/negative_http2_client.py")
            ?? Fails("/usr/bin/python3", "-c", "import grpc, google.protobuf, twisted, h2, OpenSSL, service_identity")),
        [Peer.Node] = new(() => Missing("node/node_modules/@grpc/grpc-js/package.json", "node/node_modules/@grpc/reflection/package.json") ?? Fails("node", "--version")),
    };

    /// <summary>Why tests of the peer cannot run here; null when they can, and where they must: then a missing peer fails its tests.</summary>
    public static string? ReasonToSkip(Peer peer) =>
        Environment.GetEnvironmentVariable("PEREGRINE_REQUIRE_PEERS") == "1" ? null : s_reasons[peer].Value;

    private static string? Missing(params string[] files)
    {
        string? missing = files.Select(file => Path.Combine(Repository.Peers, file)).FirstOrDefault(file => !File.Exists(file));
        return missing is null ? null : $"{Path.GetRelativePath(Repository.Root, missing)} is not there: run eng/install-peers.sh";
    }

    private static string? Fails(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            string error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : $"{program} does not have what it needs ({error.Trim()}): run eng/install-peers.sh";
        }
        catch (System.ComponentModel.Win32Exception absent)
        {
            return $"{program} cannot be started ({absent.Message}): run eng/install-peers.sh";
        }
    }
}
