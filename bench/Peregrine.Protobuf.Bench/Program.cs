using System.Globalization;
using Peregrine.Protobuf.Bench;

// Peregrine.Protobuf against Google.Protobuf, same data, same process, turn by turn:
//   dotnet run -c Release --project bench/Peregrine.Protobuf.Bench [--json [--drop]] [--rounds N] [--millis N] [--cpp FOLDER] [FILTER]
// FOLDER is where cpp/build.sh put the C++ side; without it only C# is measured.
// With --json: the JSON of both, and of System.Text.Json's generated code over plain classes of the same shape. With --drop nobody holds the text that was made last.
int rounds = 11;
int millis = 15;
string filter = "";
string? cpp = null;
bool json = false;
for (int i = 0; i < args.Length; i++)
{
    if (args[i] == "--rounds")
        rounds = int.Parse(args[++i], CultureInfo.InvariantCulture);
    else if (args[i] == "--millis")
        millis = int.Parse(args[++i], CultureInfo.InvariantCulture);
    else if (args[i] == "--json")
        json = true;
    else if (args[i] == "--drop")
        Shape.HoldsText = false;
    else if (args[i] == "--cpp")
        cpp = args[++i];
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
Shape[] shapes = [.. AllShapes.Make().Where(shape => shape.Name.Contains(filter, StringComparison.Ordinal))];
var ourTimes = new Dictionary<(string Shape, string Contest), double>();
foreach (Shape shape in shapes)
{
    shape.Check();
    foreach ((string name, Action<Shape> theirs, Action<Shape> ours) in contests)
    {
        Contest.Result result = Contest.Run(() => theirs(shape), () => ours(shape), rounds, TimeSpan.FromMilliseconds(millis));
        ratios[name].Add(result.Ratio);
        ourTimes[(shape.Name, name)] = result.Ours;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{shape.Name,-16}{shape.Bytes,8}{name,12}{result.Theirs,12:F0}{result.Ours,10:F0}{result.Ratio,8:F2}{result.OurBytes,10:F0}{result.TheirBytes,9:F0}"));
    }
}

foreach ((string name, List<double> all) in ratios)
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"geometric mean {name,12}: {Math.Exp(all.Average(Math.Log)):F2}  least {all.Min():F2}"));
if (json)
    PlainJson.Run(rounds, TimeSpan.FromMilliseconds(millis));
Leases.Report();
if (cpp is null)
    return;

// C++'s time over ours: above 1 we are faster.
IReadOnlyDictionary<string, double[]> cppTimes = CppSide.Run(cpp, shapes);
(string Name, string Ours, int Theirs)[] crossings = [("serialize", "serialize", 0), ("parse heap", "parse", 1), ("parse arena", "parse", 2), ("reparse", "reparse", 3)];
Console.WriteLine($"{"against C++",-16}{string.Concat(crossings.Select(static crossing => $"{crossing.Name,24}"))}");
foreach (Shape shape in shapes)
{
    Console.WriteLine($"{shape.Name,-16}" + string.Concat(crossings.Select(crossing =>
    {
        double theirs = cppTimes[shape.Name][crossing.Theirs];
        double ours = ourTimes[(shape.Name, crossing.Ours)];
        return string.Create(CultureInfo.InvariantCulture, $"{theirs,10:F0}{ours,8:F0}{theirs / ours,6:F2}");
    })));
}

foreach ((string name, string ours, int theirs) in crossings)
{
    double mean = Math.Exp(shapes.Average(shape => Math.Log(cppTimes[shape.Name][theirs] / ourTimes[(shape.Name, ours)])));
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"geometric mean {name,12} against C++: {mean:F2}"));
}
