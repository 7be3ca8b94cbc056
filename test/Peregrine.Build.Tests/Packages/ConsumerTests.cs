using System.IO.Compression;

namespace Peregrine.Build.Tests.Packages;

/// <summary>What a user does: takes the packages from a feed, names a <c>.proto</c>, builds and runs. Warnings are errors there.</summary>
public sealed class ConsumerTests(Workshop workshop) : IClassFixture<Workshop>
{
    [Fact]
    public async Task A_fresh_project_builds_and_calls_and_imports_from_a_package_without_a_word_of_XML()
    {
        // A library whose package carries its .proto and the types of it.
        workshop.Write("Units/Units.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <ItemGroup><Protobuf Include="Protos/units/length.proto" ProtoRoot="Protos" /></ItemGroup>
            </Project>
            """);
        workshop.Write("Units/Protos/units/length.proto", """
            syntax = "proto3";
            package units;
            // A length.
            message Length { double metres = 1; }
            """);
        await workshop.SucceedAsync("pack", "Units", "-o", workshop.Feed);
        using (ZipArchive package = await ZipFile.OpenReadAsync(Path.Combine(workshop.Feed, "Units.1.0.0.nupkg")))
            Assert.Contains("protos/units/length.proto", package.Entries.Select(entry => entry.FullName));

        // And what AdditionalImportDirs is for: options that nobody generates code for, in a folder that is only imported from.
        workshop.Write("Options/notes/note.proto", """
            syntax = "proto3";
            package notes;
            import "google/protobuf/descriptor.proto";
            extend google.protobuf.ServiceOptions { string note = 50001; }
            """);
        workshop.Write("App/App.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><OutputType>Exe</OutputType></PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Units" Version="1.0.0" />
                <Protobuf Include="Protos/survey.proto" AdditionalImportDirs="../Elsewhere;../Options" />
              </ItemGroup>
            </Project>
            """);
        workshop.Write("App/Protos/survey.proto", """
            edition = "2024";
            package survey;
            import "units/length.proto";
            import option "notes/note.proto";
            service Surveyor { option (notes.note) = "by hand"; rpc Double(units.Length) returns (units.Length); }
            """);
        workshop.Write("App/Program.cs", """
            using Peregrine;
            using Survey;
            using Units;

            await using var server = new GrpcServer("http://127.0.0.1:0");
            server.Add(new SurveyorService());
            server.Start();
            await using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{server.Port}");
            Length length = await new Surveyor.SurveyorClient(channel).DoubleAsync(new Length { Metres = 21 });
            Console.WriteLine($"the answer is {length.Metres}");

            internal sealed class SurveyorService : Surveyor.SurveyorBase
            {
                public override Task<Length> Double(Length request, ServerCallContext context) => Task.FromResult(new Length { Metres = 2 * request.Metres });
            }
            """);
        Assert.Contains("the answer is 42", await workshop.SucceedAsync("run", "--project", "App"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_project_imports_from_a_referenced_project_without_a_word_of_XML_and_its_types_are_generated_once()
    {
        workshop.Write("Colours/Colours.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <ItemGroup>
                <Protobuf Include="Protos/colours/*.proto" ProtoRoot="Protos" />
                <Protobuf Update="Protos/colours/secret.proto" Access="Internal" />
              </ItemGroup>
            </Project>
            """);
        workshop.Write("Colours/Protos/colours/colour.proto", """syntax = "proto3"; package colours; message Colour { fixed32 rgb = 1; }""");
        workshop.Write("Colours/Protos/colours/secret.proto", """syntax = "proto3"; package colours; message Secret {}""");
        workshop.Write("Paint/Paint.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><OutputType>Exe</OutputType></PropertyGroup>
              <ItemGroup>
                <ProjectReference Include="../Colours/Colours.csproj" />
                <Protobuf Include="wall.proto" GrpcServices="None" />
              </ItemGroup>
            </Project>
            """);
        workshop.Write("Paint/wall.proto", """syntax = "proto3"; package paint; import "colours/colour.proto"; message Wall { colours.Colour colour = 1; }""");
        workshop.Write("Paint/Program.cs", """
            var wall = new Paint.Wall { Colour = new Colours.Colour { Rgb = 255 } };
            Console.WriteLine($"{wall.Colour.Rgb} from {wall.Colour.GetType().Assembly.GetName().Name}");
            """);

        Assert.Contains("255 from Colours", await workshop.SucceedAsync("run", "--project", "Paint"), StringComparison.Ordinal);

        // What is internal there is not to be imported here.
        workshop.Write("Paint/wall.proto", """syntax = "proto3"; package paint; import "colours/secret.proto"; message Wall { colours.Secret secret = 1; }""");
        (int exitCode, string output) = await workshop.RunAsync("build", "Paint");
        Assert.NotEqual(0, exitCode);
        Assert.Matches(@"wall\.proto\(1,\d+\): error PG\d{4}: .*colours/secret\.proto", output);
    }

    [Fact]
    public async Task A_wrong_proto_fails_the_build_with_file_line_and_column()
    {
        workshop.Write("Wrong/Wrong.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <ItemGroup><Protobuf Include="wrong.proto" /></ItemGroup>
            </Project>
            """);
        workshop.Write("Wrong/wrong.proto", "syntax = \"proto3\";\nmessage M {\n  strin name = 1;\n}\n");

        (int exitCode, string output) = await workshop.RunAsync("build", "Wrong");

        Assert.NotEqual(0, exitCode);
        Assert.Matches(@"wrong\.proto\(3,3\): error PG\d{4}: .*strin", output);
    }
}
