using System.Globalization;
using System.Text;
using Peregrine.Interop.Tests.Peers;

namespace Peregrine.Interop.Tests.Matrix;

/// <summary>
/// Which cells of the matrix ran: pairing × case × transport, written to <c>artifacts/interop-matrix.txt</c> after the last of them. One for the collection of
/// all classes of the matrix, which run one after the other.
/// </summary>
public sealed class MatrixReport : IDisposable
{
    private const string Ours = "Peregrine";
    private const string ReconnectServer = "gRPC C++'s reconnect server";

    private readonly Dictionary<(string Client, string Server, string Case, bool Tls), string> _cells = [];

    /// <summary>Runs a cell and writes down how it ended.</summary>
    public Task RunAsync(Peer? client, Peer? server, string testCase, bool tls, Func<Task> cell) => RunAsync(Name(client), Name(server), testCase, tls, cell);

    /// <summary>The same against a server that misbehaves.</summary>
    public Task RunNegativeAsync(Peer? client, bool isOfficial, string testCase, bool tls, Func<Task> cell) => RunAsync(Name(client), Misbehaving(isOfficial), testCase, tls, cell);

    /// <summary>The same against the server that closes every connection.</summary>
    public Task RunBackoffAsync(Func<Task> cell) => RunAsync(Ours, ReconnectServer, NegativeCells.ConnectionBackoff, true, cell);

    private async Task RunAsync(string client, string server, string testCase, bool tls, Func<Task> cell)
    {
        (string, string, string, bool) key = (client, server, testCase, tls);
        _cells[key] = "FAILED";
        await cell();
        _cells[key] = "passed";
    }

    public void Dispose()
    {
        Peer[] peers = Enum.GetValues<Peer>();
        var text = new StringBuilder("client -> server: case: plaintext, TLS\n");
        Write(text, null, null);
        foreach (Peer peer in peers)
            Write(text, null, peer);
        foreach (Peer peer in peers)
            Write(text, peer, null);
        WriteNegative(text, null, isOfficial: true);
        WriteNegative(text, null, isOfficial: false);
        foreach (Peer peer in peers)
            WriteNegative(text, peer, isOfficial: false);
        string backoff = Run((Ours, ReconnectServer, NegativeCells.ConnectionBackoff, true), Peer.Cpp);
        text.Append(CultureInfo.InvariantCulture, $"\n{Ours} -> {ReconnectServer}\n  {NegativeCells.ConnectionBackoff,-42} -       {backoff,-7} its port for connections is of TLS\n");
        int passed = _cells.Values.Count(cell => cell == "passed");
        text.Append(CultureInfo.InvariantCulture, $"\n{passed} cells passed, {_cells.Count - passed} failed\n");
        string file = Path.Combine(Repository.Root, "artifacts", "interop-matrix.txt");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text.ToString());
    }

    private void Write(StringBuilder text, Peer? client, Peer? server)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n{Name(client)} -> {Name(server)}\n");
        foreach (string testCase in OfficialCases.All)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {testCase,-42} ");
            if (Lacked(client, server, testCase) is { } reason)
                text.Append(CultureInfo.InvariantCulture, $"-       -       {reason}\n");
            else
                text.Append(CultureInfo.InvariantCulture, $"{Cell(client, server, testCase, false),-7} {Cell(client, server, testCase, true),-7}\n");
        }
    }

    private void WriteNegative(StringBuilder text, Peer? client, bool isOfficial)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n{Name(client)} -> {Misbehaving(isOfficial)}\n");
        foreach (string testCase in NegativeCells.All)
        {
            string? plaintext = NegativeCells.LackedByClient(client, testCase, tls: false);
            string? overTls = NegativeCells.LackedByClient(client, testCase, tls: true);
            // gRPC's server is in Python.
            Peer? program = isOfficial ? Peer.Python : client;
            text.Append($"  {testCase,-42} {Cell(false, plaintext),-7} {Cell(true, overTls),-7} {plaintext ?? overTls}".TrimEnd()).Append('\n');

            string Cell(bool tls, string? lacked) => lacked is null ? Run((Name(client), Misbehaving(isOfficial), testCase, tls), program) : "-";
        }
    }

    private static string? Lacked(Peer? client, Peer? server, string testCase) =>
        (client is { } from ? OfficialCases.LackedByClient(from, testCase) : OfficialCases.LackedByOwnClient(testCase))
        ?? (server is { } to ? OfficialCases.LackedByServer(to, testCase) : null);

    private string Cell(Peer? client, Peer? server, string testCase, bool tls) =>
        Run((Name(client), Name(server), testCase, tls), client ?? server);

    private string Run((string, string, string, bool) cell, Peer? program) =>
        _cells.GetValueOrDefault(cell) ?? (program is { } peer && PeerProbe.ReasonToSkip(peer) is { } reason ? $"skipped ({reason})" : "not run");

    private static string Misbehaving(bool isOfficial) => isOfficial ? "gRPC's misbehaving server" : "Peregrine's misbehaving server";

    private static string Name(Peer? peer) => peer switch
    {
        null => Ours,
        Peer.Go => "grpc-go",
        Peer.Cpp => "C++",
        Peer.Java => "Java",
        _ => peer.Value.ToString(),
    };
}
