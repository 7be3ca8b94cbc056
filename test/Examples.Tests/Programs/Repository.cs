namespace Examples.Tests.Programs;

/// <summary>Where things are in this repository.</summary>
internal static class Repository
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Where eng/install-peers.sh puts the foreign gRPC implementations.</summary>
    public static string Peers { get; } = Path.Combine(Root, "artifacts", "peers");

    private static string FindRoot()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory!.FullName, "Peregrine.slnx")))
            directory = directory.Parent;
        return directory.FullName;
    }
}
