using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Peregrine.Compiler.Tests.Golden;

/// <summary>
/// Files that nobody wrote: tokens of the corpus removed, doubled, exchanged and put in. Whatever comes of it, protoc and we accept it with
/// the same bytes or reject it at the same place. PEREGRINE_DIFFERENTIAL is how many files, PEREGRINE_DIFFERENTIAL_SEED the first seed.
/// </summary>
public sealed partial class DifferentialTests
{
    private static readonly int s_count = Number("PEREGRINE_DIFFERENTIAL", 150);
    private static readonly int s_seed = Number("PEREGRINE_DIFFERENTIAL_SEED", 1);

    private static readonly string[] s_tokens =
        ("syntax edition package import option message enum service rpc returns stream extend extensions reserved oneof map group to max optional required repeated export local public weak "
        + "default json_name packed deprecated features (x) .t int32 string bytes bool double M A a x 0 1 2 5 -1 1.5 0x1 08 1e 536870912 2147483648 \"a\" \"\\x\" 'b ; , . = { } [ ] ( ) < > - + / // /* */ @ inf nan true").Split(' ');

    [ReferenceProtocFact]
    public void What_became_of_a_file_by_chance_is_taken_or_rejected_as_protoc_does()
    {
        var protoc = ReferenceProtoc.Find()!;
        var cases = CorpusFiles.Cases.ToList();
        var failures = new ConcurrentBag<string>();
        Parallel.For(s_seed, s_seed + s_count, new ParallelOptions { MaxDegreeOfParallelism = 2 }, seed =>
        {
            var item = Mutate(cases, new Random(seed));
            var golden = protoc.Run(item, includeImports: true);
            if (HasCrashed(golden))
                return;
            if (CorpusTests.Compare(item, golden, includeImports: true, firstOnly: true) is { } failure)
                failures.Add($"seed {seed}: {failure}\n{Encoding.UTF8.GetString(item.Files[item.Root])}");
        });
        Assert.True(failures.IsEmpty, $"{failures.Count} of {s_count}\n{string.Join("\n", failures.Take(100))}");
    }

    private static bool HasCrashed(GoldenResult golden) =>
        golden.Errors.Any(static error => error.StartsWith("***", StringComparison.Ordinal)) || (golden.IsAccepted && golden.Sets.Count < GoldenMode.All.Count);

    private static CorpusCase Mutate(List<CorpusCase> cases, Random random)
    {
        var item = cases[random.Next(cases.Count)];
        var parts = Part().Matches(Encoding.Latin1.GetString(item.Files[item.Root])).Select(static match => match.Value).ToList();
        for (var changes = random.Next(1, 4); changes > 0 && parts.Count > 0; changes--)
        {
            var at = random.Next(parts.Count);
            switch (random.Next(5))
            {
                case 0:
                    parts.RemoveAt(at);
                    break;
                case 1:
                    parts.Insert(at, parts[at]);
                    break;
                case 2:
                    parts[at] = parts[random.Next(parts.Count)];
                    break;
                case 3:
                    parts[at] = s_tokens[random.Next(s_tokens.Length)];
                    break;
                default:
                    parts.Insert(at, s_tokens[random.Next(s_tokens.Length)] + (random.Next(2) == 0 ? " " : ""));
                    break;
            }
        }

        return item with { Files = new Dictionary<string, byte[]>(item.Files) { [item.Root] = Encoding.Latin1.GetBytes(string.Concat(parts)) } };
    }

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    [GeneratedRegex(@"\w+|\s+|""[^""\n]*""|.|\n")]
    private static partial Regex Part();
}
