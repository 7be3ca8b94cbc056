namespace Peregrine.Interop.Tests.Peers;

/// <summary>Where the repository and what <c>eng/install-peers.sh</c> puts into it are.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The folder of the installed peers.</summary>
    public static string Peers => Path.Combine(Root, "artifacts", "peers");

    /// <summary>The folder of the peers' programs that are part of the repository.</summary>
    public static string Programs => Path.Combine(Root, "test", "Peregrine.Interop", "Peers");

    private static string FindRoot()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Peregrine.slnx")))
            directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException("the tests run outside of the repository");
    }
}
