using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Peregrine.Build.Tests.Driver;

namespace Peregrine.Build.Tests;

/// <summary>Measured in processor time and with no other test beside it, so that a busy machine does not decide the outcome.</summary>
[CollectionDefinition(nameof(IncrementalCostTests), DisableParallelization = true)]
[Collection(nameof(IncrementalCostTests))]
public sealed class IncrementalCostTests
{
    [Fact]
    public void One_edited_file_among_500_costs_less_than_50_ms()
    {
        var project = new ProtoProject();
        for (int i = 0; i < 500; i++)
            project.With($"f{i}.proto", File(i));
        project.Run();

        TimeSpan best = Enumerable.Range(0, 10).Min(round =>
        {
            project.With("f251.proto", File(251) + $"message More{round} {{}}");
            TimeSpan before = Environment.CpuUsage.TotalTime;
            GeneratorRunResult result = project.Run();
            TimeSpan cost = Environment.CpuUsage.TotalTime - before;
            Assert.Equal(1, ProtoProject.Compiled(result));
            return cost;
        });

        Assert.True(best < TimeSpan.FromMilliseconds(50), $"{best.TotalMilliseconds} ms");
    }

    // Ten messages; every file but the first two imports the second.
    private static string File(int number)
    {
        var text = new StringBuilder("syntax = \"proto3\"; package p;");
        if (number > 1)
            text.Append("import \"f1.proto\";");
        for (int i = 0; i < 10; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $$"""
                // Message {{i}} of file {{number}}.
                message M{{number}}_{{i}} {
                  string name = 1;
                  repeated int32 numbers = 2;
                  map<string, {{(number > 1 ? "M1_0" : "bytes")}}> by_name = 3;
                }

                """);
        }
        return text.ToString();
    }
}
