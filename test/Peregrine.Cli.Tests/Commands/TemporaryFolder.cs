namespace Peregrine.Cli.Tests.Commands;

/// <summary>A folder with files for one test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("peregrine-cli-").FullName;

    public string this[string path] => Path.Combine(Root, path);

    public TemporaryFolder Add(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[path])!);
        File.WriteAllText(this[path], text);
        return this;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
