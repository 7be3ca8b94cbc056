using System.Diagnostics;
using Peregrine.Schema;

namespace Peregrine.Compiler.Tests.Golden;

/// <summary>A compiler other than the reference, whose descriptors are compared by meaning.</summary>
internal sealed class ForeignCompiler
{
    private readonly string _program;
    private readonly Func<string, string, IEnumerable<string>, IEnumerable<string>> _arguments;

    private ForeignCompiler(string name, string program, Func<string, string, IEnumerable<string>, IEnumerable<string>> arguments)
    {
        Name = name;
        _program = program;
        _arguments = arguments;
    }

    /// <summary>Debian's protoc, which is years older: it knows no editions.</summary>
    public static ForeignCompiler DebianProtoc { get; } = new("Debian's protoc", "/usr/bin/protoc",
        static (root, output, files) => ["-I" + root, "--include_imports", "--include_source_info", "-o" + output, .. files]);

    /// <summary>buf, which is not built on protoc.</summary>
    public static ForeignCompiler Buf { get; } = new("buf", Path.Combine(CorpusFiles.RepositoryRoot, "artifacts/peers/protos/node_modules/.bin/buf"),
        static (root, output, _) => ["build", root, "--as-file-descriptor-set", "-o", output]);

    public string Name { get; }

    public bool IsInstalled => File.Exists(_program);

    /// <summary>Compiles files with their imports and source info; all of them lie below one root. Null, and the errors, when they are rejected.</summary>
    public (FileDescriptorSet? Set, string Errors) Compile(string root, IEnumerable<string> files)
    {
        var output = Path.Combine(Directory.CreateTempSubdirectory("peregrine-foreign-").FullName, "set.binpb");
        try
        {
            var start = new ProcessStartInfo(_program) { RedirectStandardError = true, RedirectStandardOutput = true };
            // buf keeps a cache below the home directory unless told otherwise.
            start.Environment["BUF_CACHE_DIR"] = Path.GetDirectoryName(output);
            foreach (var argument in _arguments(root, output, files))
                start.ArgumentList.Add(argument);
            using var process = Process.Start(start)!;
            var written = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEnd() + written.GetAwaiter().GetResult();
            process.WaitForExit();
            return process.ExitCode == 0 ? (FileDescriptorSet.Parse(File.ReadAllBytes(output)), errors) : (null, errors);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(output)!, recursive: true);
        }
    }
}
