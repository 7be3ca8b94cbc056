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

    private readonly Dictionary<(string Client, string Server, string Case, bool Tls), string> _cells = [];

    /// <summary>Runs a cell and writes down how it ended.</summary>
    public async Task RunAsync(Peer? client, Peer? server, string testCase, bool tls, Func<Task> cell)
    {
        (string, string, string, bool) key = (Name(client), Name(server), testCase, tls);
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

    private static string? Lacked(Peer? client, Peer? server, string testCase) =>
        (client is { } from ? OfficialCases.LackedByClient(from, testCase) : OfficialCases.LackedByOwnClient(testCase))
        ?? (server is { } to ? OfficialCases.LackedByServer(to, testCase) : null);

    private string Cell(Peer? client, Peer? server, string testCase, bool tls) =>
        _cells.GetValueOrDefault((Name(client), Name(server), testCase, tls))
        ?? ((client ?? server) is { } peer && PeerProbe.ReasonToSkip(peer) is { } reason ? $"skipped ({reason})" : "not run");

    private static string Name(Peer? peer) => peer switch
    {
        null => Ours,
        Peer.Go => "grpc-go",
        Peer.Cpp => "C++",
        Peer.Java => "Java",
        _ => peer.Value.ToString(),
    };
}
