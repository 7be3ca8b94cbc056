using Peregrine.Compiler;
using Peregrine.Compiler.CSharp;

namespace Peregrine.Tests.RichErrors;

public class BundledProtoTests
{
    [Theory]
    [InlineData("google/rpc/status.proto", "Rpc/Status.g.cs", GrpcServices.None)]
    [InlineData("google/rpc/error_details.proto", "Rpc/ErrorDetails.g.cs", GrpcServices.None)]
    [InlineData("grpc/health/v1/health.proto", "Server/Health/Health.g.cs", GrpcServices.Both)]
    [InlineData("grpc/reflection/v1/reflection.proto", "Server/Reflection/V1/Reflection.g.cs", GrpcServices.Both)]
    [InlineData("grpc/reflection/v1alpha/reflection.proto", "Server/Reflection/V1Alpha/Reflection.g.cs", GrpcServices.Both)]
    [InlineData("xds/data/orca/v3/orca_load_report.proto", "Rpc/OrcaLoadReport.g.cs", GrpcServices.None)]
    [InlineData("xds/service/orca/v3/orca.proto", "Server/Orca/Orca.g.cs", GrpcServices.Both)]
    [InlineData("grpc/channelz/v1/channelz.proto", "Channelz/Channelz.g.cs", GrpcServices.Both)]
    public void What_is_checked_in_is_what_the_compiler_writes(string proto, string generated, GrpcServices services)
    {
        string source = Path.Combine(FindRoot(), "src", "Peregrine");
        CompileResult result = ProtoCompiler.Compile(
            [proto], new CompositeResolver(new DirectoryResolver([Path.Combine(source, "Protos")]), WellKnownProtos.Resolver));
        Assert.Empty(result.Diagnostics);

        string text = CSharpGenerator.Generate(result.Pool.FindFile(proto)!, new CSharpOptions { Services = services });
        string path = Path.Combine(source, generated);
        // After a change of the generator: eng/regenerate.sh, or this test with UPDATE_GOLDEN set.
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") is not null)
            File.WriteAllText(path, text);
        Assert.Equal(text, File.ReadAllText(path));
    }

    private static string FindRoot()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Peregrine.slnx")))
            directory = directory.Parent;
        return directory!.FullName;
    }
}
