namespace Peregrine.Compiler.Tests.CSharp;

/// <summary>The repository that the tests run in, found from where they were built to.</summary>
internal static class RepositoryRoot
{
    public static string Path { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    public static string File(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    private static string Find(DirectoryInfo? directory)
    {
        for (; directory is not null; directory = directory.Parent)
        {
            if (System.IO.File.Exists(System.IO.Path.Combine(directory.FullName, "Peregrine.slnx")))
                return directory.FullName;
        }

        throw new DirectoryNotFoundException($"no Peregrine.slnx above {AppContext.BaseDirectory}");
    }
}
