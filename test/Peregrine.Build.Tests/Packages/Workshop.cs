using System.Diagnostics;

namespace Peregrine.Build.Tests.Packages;

/// <summary>A folder outside of the repository with a feed of our packages, in which fresh projects are made, built and run as a user's would be.</summary>
public sealed class Workshop : IAsyncLifetime
{
    private static readonly string[] s_packages = ["Peregrine.Schema", "Peregrine.Protobuf", "Peregrine.Http2", "Peregrine", "Peregrine.Build"];

    private readonly string _folder = Directory.CreateTempSubdirectory("peregrine-").FullName;

    public Workshop()
    {
        // Only the local feed, and what this machine has restored before: a fresh user's packages folder, and no network.
        string restored = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        Write("nuget.config", $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{Path.Combine(_folder, "packages")}" /></config>
              <packageSources><clear /><add key="local" value="{Feed}" /></packageSources>
              <fallbackPackageFolders><clear /><add key="restored" value="{restored}" /></fallbackPackageFolders>
            </configuration>
            """);
        Write("Directory.Build.props", """
            <Project>
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <GenerateDocumentationFile>true</GenerateDocumentationFile>
                <AnalysisLevel>latest-recommended</AnalysisLevel>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Peregrine" Version="0.1.0" />
                <PackageReference Include="Peregrine.Build" Version="0.1.0" PrivateAssets="all" />
              </ItemGroup>
            </Project>
            """);
        Directory.CreateDirectory(Feed);
    }

    /// <summary>The folder of the packages.</summary>
    public string Feed => Path.Combine(_folder, "feed");

    /// <summary>Writes a file below the folder.</summary>
    public void Write(string path, string text)
    {
        string full = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    /// <summary>Packs the projects of this repository into the feed, as they were built for these tests.</summary>
    public async Task InitializeAsync()
    {
        foreach (string package in s_packages)
            await SucceedAsync("pack", Path.Combine(RepositoryRoot(), "src", package), "--no-build", "-c", Configuration, "-o", Feed);
    }

    public Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>Runs the .NET command line in the folder; the test fails with its output when it does.</summary>
    public async Task<string> SucceedAsync(params string[] arguments)
    {
        (int exitCode, string output) = await RunAsync(arguments);
        Assert.True(exitCode == 0, $"dotnet {string.Join(' ', arguments)}{Environment.NewLine}{output}");
        return output;
    }

    /// <summary>Runs the .NET command line in the folder.</summary>
    public async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true };
        // What the test host sets for itself must not reach builds; and no build server may outlive the test.
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }

    // bin/<configuration>/<framework>/
    private static string Configuration => Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)))!;

    private static string RepositoryRoot()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory!.FullName, "Peregrine.slnx")))
            directory = directory.Parent;
        return directory.FullName;
    }
}
