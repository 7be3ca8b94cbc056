namespace Peregrine.Compiler.Tests.Golden;

/// <summary>Real files against the reference compiler, where it is at hand: byte for byte, in every mode, without exceptions.</summary>
public sealed class LiveComparisonTests
{
    // A part of what is large, unless all is asked for.
    private static readonly bool s_all = Environment.GetEnvironmentVariable("PEREGRINE_ALL_PROTOS") == "1";

    [ReferenceProtocFact]
    public void The_well_known_types_give_the_bytes_of_protoc() =>
        Compare(new ProtoFolders("Grpc.Tools", ReferenceProtoc.Find()!.Includes));

    [ReferenceProtocFact]
    public void The_protos_of_this_repository_give_the_bytes_of_protoc()
    {
        var folders = ProtoFolders.OfThisRepository().ToList();
        Assert.NotEmpty(folders);
        folders.ForEach(Compare);
    }

    [ReferenceProtocFact]
    public void The_protos_that_the_system_ships_give_the_bytes_of_protoc() =>
        ProtoFolders.OfTheSystem().ToList().ForEach(Compare);

    [ReferenceProtocFact]
    public void The_protos_that_packages_of_npm_carry_give_the_bytes_of_protoc()
    {
        var folders = ProtoFolders.OfNpm().ToList();
        Assert.True(folders.Count > 0 || Environment.GetEnvironmentVariable("PEREGRINE_REQUIRE_PEERS") != "1", "eng/install-peers.sh has not installed them");
        folders.ForEach(Compare);
    }

    [Fact]
    public void The_bundled_well_known_types_all_compile()
    {
        var result = ProtoCompiler.Compile(WellKnownProtos.Paths, WellKnownProtos.Resolver);
        Assert.Empty(result.Diagnostics);
        Assert.Equal(WellKnownProtos.Paths, result.Files.Select(static file => file.Name));
    }

    [Fact]
    public void The_built_in_descriptor_of_the_schema_is_the_bundled_descriptor_proto_compiled()
    {
        using var stream = typeof(Schema.FileDescriptorSet).Assembly.GetManifestResourceStream("descriptor.pb")!;
        using var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        var compiled = ProtoCompiler.Compile(["google/protobuf/descriptor.proto"], WellKnownProtos.Resolver).ToDescriptorSet().ToBytes();
        Assert.Equal(buffer.ToArray(), compiled);
    }

    // All files of a folder at once where they go together; one by one where some root holds the same symbols twice. What protoc rejects
    // must be rejected.
    private static void Compare(ProtoFolders folders)
    {
        var files = folders.Files.ToList();
        if (!s_all && files.Count > 1000)
            files = [.. files.Where(static (_, index) => index % 20 == 0)];
        if (files.Count == 0 || TryCompare(folders, files))
            return;
        var step = s_all || files.Count < 50 ? 1 : 5;
        foreach (var file in files.Where((_, index) => index % step == 0))
            TryCompare(folders, [file]);
    }

    // False when protoc rejects the files, and so do we.
    private static bool TryCompare(ProtoFolders folders, List<string> files)
    {
        var protoc = ReferenceProtoc.Find()!;
        var output = Directory.CreateTempSubdirectory("peregrine-live-").FullName;
        try
        {
            var resolver = new CompositeResolver(new DirectoryResolver(folders.Roots), WellKnownProtos.Resolver);
            var result = ProtoCompiler.Compile(files, resolver);
            var released = ProtoCompiler.Compile(files, resolver, new CompileOptions { ReleaseLinkedFiles = true });
            foreach (var mode in GoldenMode.All)
            {
                var (theirs, errors) = protoc.RunIn(folders.Roots, output, mode, files);
                Assert.True(result.Success == theirs is not null, $"{folders.Name}, {files[0]}: {errors}{string.Join("\n", result.Diagnostics)}");
                if (theirs is null)
                    return false;
                AssertSame(theirs, result, mode, $"{folders.Name}, {files[0]}");
                AssertSame(theirs, released, mode, $"{folders.Name}, {files[0]}, released");
            }

            return true;
        }
        finally
        {
            Directory.Delete(output, recursive: true);
        }
    }

    private static void AssertSame(byte[] theirs, CompileResult result, GoldenMode mode, string where)
    {
        using var ours = new MemoryStream(theirs.Length);
        result.WriteDescriptorSet(ours, includeImports: true, mode.SourceInfo, mode.RetainOptions);
        Assert.True(ours.GetBuffer().AsSpan(0, (int)ours.Length).SequenceEqual(theirs), $"{where}: differs in mode {mode.Name}");
    }
}
