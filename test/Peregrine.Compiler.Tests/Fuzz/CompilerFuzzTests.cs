using System.Diagnostics;
using System.Text;
using Peregrine.Compiler.Tests.Golden;

namespace Peregrine.Compiler.Tests.Fuzz;

/// <summary>
/// Mutated corpus files. Whatever the text, the compiler ends, throws nothing, and says something sensible. <c>PEREGRINE_FUZZ_SECONDS</c>
/// makes it run longer; each failure names the seed that repeats it.
/// </summary>
public sealed class CompilerFuzzTests
{
    // The same ones on every machine, however fast it is.
    private const int Mutations = 600;

    private static readonly string[] s_fragments =
    [
        "message", "enum", "{", "}", "[", "]", "(", ")", ";", "=", "\"", "'", "\\", "/*", "*/", "//", "option", "extend", "extensions", "reserved", "to max", "map<", ">",
        "oneof", "group", "repeated", "optional", "required", "rpc", "returns", "stream", "service", "import", "public", "weak", "syntax = \"proto3\";", "edition = \"2023\";",
        "0", "1", "-", "2147483648", "18446744073709551616", "1e999", "0x", "inf", "nan", "true", "features.", "(", ".", ",", "default = ", "json_name = ", "export", "local",
        "\u00e9", "\0", "\uFEFF", "google.protobuf.Any", "a.b.c", "..", "uninterpreted_option", "declaration = { number: 1 }", "message_set_wire_format",
    ];

    [Fact]
    public void No_mutation_of_the_corpus_makes_the_compiler_throw_or_hang()
    {
        var seeds = CorpusFiles.Cases.ToList();
        var seconds = double.Parse(Environment.GetEnvironmentVariable("PEREGRINE_FUZZ_SECONDS") ?? "0", System.Globalization.CultureInfo.InvariantCulture);
        var watch = Stopwatch.StartNew();
        var first = int.Parse(Environment.GetEnvironmentVariable("PEREGRINE_FUZZ_SEED") ?? "1", System.Globalization.CultureInfo.InvariantCulture);
        for (var seed = first; seed < first + Mutations || watch.Elapsed.TotalSeconds < seconds; seed++)
            RunOne(seeds, seed);
    }

    [Fact]
    public void Mutations_of_a_descriptor_set_are_read_or_refused_by_the_one_exception()
    {
        var set = ProtoCompiler.Compile(["google/protobuf/descriptor.proto"], WellKnownProtos.Resolver).ToDescriptorSet(includeSourceInfo: true).ToBytes();
        for (var seed = 1; seed <= 300; seed++)
        {
            var random = new Random(seed);
            var bytes = (byte[])set.Clone();
            for (var i = random.Next(1, 20); i > 0; i--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (random.Next(3) == 0)
                Array.Resize(ref bytes, random.Next(bytes.Length));
            try
            {
                Schema.DescriptorPool.TryBuild(Schema.FileDescriptorSet.Parse(bytes).File, out _, out _);
            }
            catch (Schema.SchemaFormatException)
            {
                // The bytes are no message any more.
            }
        }
    }

    private static void RunOne(List<CorpusCase> seeds, int seed)
    {
        var random = new Random(seed);
        var item = seeds[random.Next(seeds.Count)];
        var files = item.Files.ToDictionary(static file => file.Key, static file => file.Value);
        files[item.Root] = Mutate(files[item.Root], seeds, random);
        var mutated = item with { Files = files };
        try
        {
            var watch = Stopwatch.StartNew();
            var result = mutated.Compile();
            Check(result, mutated);
            CheckReleased(result, mutated);
            Assert.True(watch.Elapsed < TimeSpan.FromMinutes(2), "too slow");
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"seed {seed}, from {item}:\n{Encoding.UTF8.GetString(files[item.Root])}", exception);
        }
    }

    // Files that are kept encoded give the same.
    private static void CheckReleased(CompileResult result, CorpusCase item)
    {
        var released = item.Compile(new CompileOptions { ReleaseLinkedFiles = true });
        Assert.Equal(result.Diagnostics, released.Diagnostics);
        if (!result.Success)
            return;
        using var set = new MemoryStream();
        released.WriteDescriptorSet(set, includeImports: true, includeSourceInfo: true);
        Assert.Equal(result.ToDescriptorSet(includeImports: true, includeSourceInfo: true).ToBytes(), set.ToArray());
    }

    private static void Check(CompileResult result, CorpusCase item)
    {
        foreach (var diagnostic in result.Diagnostics)
        {
            Assert.NotEmpty(diagnostic.Message);
            Assert.True(diagnostic.Span.Length >= 0 && diagnostic.Span.EndLine >= diagnostic.Span.Line);
            if (item.Files.TryGetValue(diagnostic.File, out var text))
                Assert.True(diagnostic.Span.Start + diagnostic.Span.Length <= text.Length && diagnostic.Place.Offset <= text.Length);
        }

        if (!result.Success)
            return;
        var set = result.ToDescriptorSet(includeImports: true, includeSourceInfo: true).ToBytes();
        Assert.Equal(set, Schema.FileDescriptorSet.Parse(set).ToBytes());
    }

    private static byte[] Mutate(byte[] text, List<CorpusCase> seeds, Random random)
    {
        var result = new List<byte>(text);
        for (var i = random.Next(1, 6); i > 0; i--)
        {
            var at = random.Next(result.Count + 1);
            switch (random.Next(6))
            {
                case 0:
                    result.InsertRange(at, Encoding.UTF8.GetBytes(" " + s_fragments[random.Next(s_fragments.Length)] + " "));
                    break;
                case 1:
                    result.RemoveRange(at, Math.Min(random.Next(1, 12), result.Count - at));
                    break;
                case 2:
                    result.Insert(at, (byte)random.Next(256));
                    break;
                case 3:
                    var length = Math.Min(random.Next(1, 80), result.Count - at);
                    result.InsertRange(random.Next(result.Count + 1), result.GetRange(at, length));
                    break;
                case 4:
                    var other = seeds[random.Next(seeds.Count)].Files.First().Value;
                    var start = random.Next(other.Length + 1);
                    result.InsertRange(at, other.AsSpan(start, Math.Min(60, other.Length - start)).ToArray());
                    break;
                default:
                    if (at < result.Count)
                        result[at] = (byte)random.Next(32, 127);
                    break;
            }
        }

        return [.. result];
    }
}
