using System.Diagnostics;
using System.Globalization;
using Peregrine.Protobuf.Bench;

// Peregrine.Protobuf against Google.Protobuf, same data, same process, turn by turn:
//   dotnet run -c Release --project bench/Peregrine.Protobuf.Bench [--json] [--rounds N] [--millis N] [FILTER]
// With --json: the JSON of both, and of System.Text.Json's generated code over plain classes of the same shape.
int rounds = 11;
int millis = 15;
string filter = "";
bool json = false;
for (int i = 0; i < args.Length; i++)
{
    if (args[i] == "--rounds")
        rounds = int.Parse(args[++i], CultureInfo.InvariantCulture);
    else if (args[i] == "--millis")
        millis = int.Parse(args[++i], CultureInfo.InvariantCulture);
    else if (args[i] == "--json")
        json = true;
    else
        filter = args[i];
}

(string Name, Action<Shape> Theirs, Action<Shape> Ours)[] contests = json ?
[
    ("json format", static shape => shape.FormatJsonTheirs(), static shape => shape.FormatJsonOurs()),
    ("json parse", static shape => shape.ParseJsonTheirs(), static shape => shape.ParseJsonOurs()),
] :
[
    ("serialize", static shape => shape.SerializeTheirs(), static shape => shape.SerializeOurs()),
    ("to array", static shape => shape.ToArrayTheirs(), static shape => shape.ToArrayOurs()),
    ("parse", static shape => shape.ParseTheirs(), static shape => shape.ParseOurs()),
    ("reparse", static shape => shape.ParseTheirs(), static shape => shape.ReparseOurs()),
];
Console.WriteLine($"{"shape",-16}{"bytes",8}{"contest",12}{"theirs ns",12}{"ours ns",10}{"ratio",8}{"alloc B",10}{"theirs",9}");
var ratios = contests.ToDictionary(static contest => contest.Name, static _ => new List<double>());
foreach (Shape shape in AllShapes.Make().Where(shape => shape.Name.Contains(filter, StringComparison.Ordinal)))
{
    shape.Check();
    foreach ((string name, Action<Shape> theirs, Action<Shape> ours) in contests)
    {
        Contest.Result result = Contest.Run(() => theirs(shape), () => ours(shape), rounds, TimeSpan.FromMilliseconds(millis));
        ratios[name].Add(result.Ratio);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{shape.Name,-16}{shape.Bytes,8}{name,12}{result.Theirs,12:F0}{result.Ours,10:F0}{result.Ratio,8:F2}{result.OurBytes,10:F0}{result.TheirBytes,9:F0}"));
    }
}

foreach ((string name, List<double> all) in ratios)
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"geometric mean {name,12}: {Math.Exp(all.Average(Math.Log)):F2}  least {all.Min():F2}"));
if (json)
    PlainJson.Run(rounds, TimeSpan.FromMilliseconds(millis));
