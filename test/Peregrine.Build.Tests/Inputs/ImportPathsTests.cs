using Peregrine.Build.Inputs;

namespace Peregrine.Build.Tests.Inputs;

public sealed class ImportPathsTests
{
    [Theory]
    [InlineData("/p/Protos/greet.proto", "", "/p/", "Protos/greet.proto")]
    [InlineData("/p/Protos/greet.proto", "Protos", "/p/", "greet.proto")]
    [InlineData("/p/Protos/greet.proto", "Protos/", "/p", "greet.proto")]
    [InlineData("/p/Protos/a/greet.proto", "./Protos", "/p", "a/greet.proto")]
    [InlineData("/shared/v1/greet.proto", "../shared", "/p", "v1/greet.proto")]
    [InlineData("/shared/v1/greet.proto", "/shared", "/p", "v1/greet.proto")]
    [InlineData(@"C:\p\Protos\greet.proto", "Protos", @"C:\p\", "greet.proto")]
    public void A_file_is_imported_relative_to_its_root_or_else_to_the_project(string path, string root, string project, string expected) =>
        Assert.Equal(expected, ImportPaths.Resolve(path, root, project));

    [Theory]
    [InlineData("/elsewhere/greet.proto", "")]
    [InlineData("/elsewhere/greet.proto", "Protos")]
    [InlineData("/p-other/greet.proto", "")]
    public void A_file_outside_of_root_and_project_is_imported_by_its_name(string path, string root) =>
        Assert.Equal("greet.proto", ImportPaths.Resolve(path, root, "/p"));
}
