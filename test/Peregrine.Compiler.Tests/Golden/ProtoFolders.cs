using System.IO.Enumeration;

namespace Peregrine.Compiler.Tests.Golden;

/// <summary>Files that somebody ships: those below the first root, and further roots that they import from.</summary>
internal sealed record ProtoFolders(string Name, params IReadOnlyList<string> Roots)
{
    /// <summary>Which files of the first root are left out, as a glob over paths.</summary>
    public string Except { get; init; } = "";

    public IEnumerable<string> Files =>
        Directory.EnumerateFiles(Roots[0], "*.proto", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Roots[0], path))
            .Where(path => !path.Split('/').Any(static part => part is "bin" or "obj" or "node_modules") && !(Except.Length > 0 && FileSystemName.MatchesSimpleExpression(Except, path)))
            .Order(StringComparer.Ordinal);

    /// <summary>What npm's packages carry, where eng/install-peers.sh put them; googleapis (in google-proto-files) is the largest by far.</summary>
    public static IEnumerable<ProtoFolders> OfNpm()
    {
        string[] xds = ["envoy-api", "xds", "googleapis", "protoc-gen-validate"];
        var deps = xds.Select(static name => Npm("@grpc/grpc-js-xds/deps/" + name)).ToList();
        IEnumerable<ProtoFolders> all =
        [
            GoogleApis,
            new("google-gax", Npm("google-gax/build/protos")),
            new("protobufjs", Npm("protobufjs")),
            new("grpc-js", Npm("@grpc/grpc-js/proto")),
            new("grpc-js, xds", Npm("@grpc/grpc-js/proto/xds"), Npm("@grpc/grpc-js/proto/protoc-gen-validate")),
            new("reflection", Npm("@grpc/reflection/build/proto")),
            new("reflection, sample", Npm("@grpc/reflection/build/proto/sample"), Npm("@grpc/reflection/build/proto/sample/vendor")),
            new("grpc-health-check", Npm("grpc-health-check/proto")),
            .. deps.Select((root, index) => new ProtoFolders(xds[index], [root, .. deps.Where(other => other != root)])),
        ];
        return all.Where(static folders => Directory.Exists(folders.Roots[0]));
    }

    /// <summary>Google's interfaces: eight thousand files of 1.8 million lines. Its copy of protobuf's own test files lacks some that the others import.</summary>
    public static ProtoFolders GoogleApis { get; } = new("google-proto-files", Npm("google-proto-files")) { Except = "google/protobuf/*" };

    /// <summary>What Debian's packages carry.</summary>
    public static IEnumerable<ProtoFolders> OfTheSystem() =>
        new[] { "/usr/include", "/usr/share/gocode/src", "/usr/share/gocode/src/google.golang.org/grpc/debian/missing-sources/grpc/grpc-proto/master", "/usr/lib/python3/dist-packages" }
            .Where(Directory.Exists).Select(static root => new ProtoFolders(root, root));

    /// <summary>The protos of this repository. A folder of protos is a root where its files import each other from there.</summary>
    public static IEnumerable<ProtoFolders> OfThisRepository() =>
        Directory.EnumerateDirectories(CorpusFiles.RepositoryRoot, "protos", new EnumerationOptions { RecurseSubdirectories = true, MatchCasing = MatchCasing.CaseInsensitive })
            .Where(static root => !root.Split('/').Any(static part => part is "bin" or "obj" or "artifacts" or "node_modules") && Directory.EnumerateFiles(root, "*.proto", SearchOption.AllDirectories).Any())
            .Append(Path.Combine(CorpusFiles.RepositoryRoot, "src/Peregrine.Compiler/WellKnown"))
            .Select(static root => new ProtoFolders(Path.GetRelativePath(CorpusFiles.RepositoryRoot, root), root));

    private static string Npm(string path) => Path.Combine(CorpusFiles.RepositoryRoot, "artifacts/peers/protos/node_modules", path);
}
