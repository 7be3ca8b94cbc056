namespace Peregrine.Compiler.Tests.Golden;

/// <summary>Real files against the reference compiler, where it is at hand: byte for byte, in every mode, without exceptions.</summary>
public sealed class LiveComparisonTests
{
    [ReferenceProtocFact]
    public void The_well_known_types_give_the_bytes_of_protoc() =>
        CompareAll(ReferenceProtoc.Find()!.Includes, WellKnownProtos.Paths);

    [ReferenceProtocFact]
    public void The_protos_of_this_repository_give_the_bytes_of_protoc()
    {
        var compared = 0;
        foreach (var root in ProtoRoots())
            compared += CompareAll(root, ProtosBelow(root));
        Assert.True(compared > 0);
    }

    [ReferenceProtocFact]
    public void The_protos_that_the_system_ships_give_the_bytes_of_protoc()
    {
        foreach (var root in new[] { "/usr/share/gocode/src", "/usr/include", "/usr/share/gocode/src/google.golang.org/grpc/debian/missing-sources/grpc/grpc-proto/master" })
        {
            if (Directory.Exists(root))
                CompareAll(root, ProtosBelow(root));
        }
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

    // Files are compiled one by one, because some roots hold the same symbols twice; those that protoc rejects must be rejected.
    private static int CompareAll(string root, IEnumerable<string> files)
    {
        var protoc = ReferenceProtoc.Find()!;
        var output = Directory.CreateTempSubdirectory("peregrine-live-").FullName;
        var compared = 0;
        try
        {
            foreach (var file in files)
            {
                var result = ProtoCompiler.Compile([file], new CompositeResolver(new DirectoryResolver([root]), WellKnownProtos.Resolver));
                foreach (var mode in GoldenMode.All)
                {
                    var (theirs, errors) = protoc.RunIn(root, output, mode, file);
                    Assert.True(result.Success == theirs is not null, $"{root}/{file}: {errors}{string.Join("\n", result.Diagnostics)}");
                    if (theirs is null)
                        break;
                    var ours = result.ToDescriptorSet(includeImports: true, mode.SourceInfo, mode.RetainOptions).ToBytes();
                    Assert.True(ours.AsSpan().SequenceEqual(theirs), $"{root}/{file} differs in mode {mode.Name}");
                }

                compared++;
            }
        }
        finally
        {
            Directory.Delete(output, recursive: true);
        }

        return compared;
    }

    private static IEnumerable<string> ProtosBelow(string root) =>
        Directory.EnumerateFiles(root, "*.proto", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(root, path))
            .Where(static path => !path.Split('/').Any(static part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal);

    // A folder of protos is a root where its files import each other from there.
    private static IEnumerable<string> ProtoRoots() =>
        new[] { "src/Peregrine.Compiler/WellKnown", "src/Peregrine/Protos", "test/Peregrine.Interop/Protos", "examples/quickstart/Protos", "test/Peregrine.Protobuf.Tests/Protos", "test/Peregrine.Conformance/Protos" }
            .Select(static path => Path.Combine(CorpusFiles.RepositoryRoot, path))
            .Where(Directory.Exists);
}
