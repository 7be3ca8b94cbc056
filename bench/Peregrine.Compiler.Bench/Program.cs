using System.Globalization;
using Peregrine.Compiler.Bench;

// peregrine compile against protoc over a corpus, in turn, with source info: dotnet run -c Release --project bench/Peregrine.Compiler.Bench [files | folder] [rounds]
//   files    that many are generated, and a half and a quarter of them measured first
//   folder   everything below it, such as googleapis in npm's google-proto-files, but its google/protobuf
var rounds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 3;
var cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
var tools = Path.Combine(cache, "grpc.tools", "2.85.0");
var protoc = Path.Combine(tools, "tools", "linux_x64", "protoc");
if (!File.Exists(protoc) || !File.Exists("/usr/bin/time"))
{
    Console.Error.WriteLine("this needs Linux, /usr/bin/time, and Grpc.Tools 2.85.0 in the package cache");
    return 1;
}

var cli = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "..", "src", "Peregrine.Cli", "bin", "Release", "net10.0", "Peregrine.Cli.dll"));
Console.WriteLine("files    lines     set MB  compiler    wall      processor  peak");
double? firstPerLine = null;
if (args.Length > 0 && Directory.Exists(args[0]))
{
    var folder = Path.GetFullPath(args[0]);
    var paths = Directory.EnumerateFiles(folder, "*.proto", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder, path))
        .Where(static path => !path.StartsWith("google/protobuf/", StringComparison.Ordinal) && !path.Split('/').Contains("node_modules")).Order(StringComparer.Ordinal).ToList();
    var list = Path.GetTempFileName();
    File.WriteAllLines(list, paths);
    Compare(folder, list, paths.Count, paths.Sum(path => File.ReadLines(Path.Combine(folder, path)).Count()));
    File.Delete(list);
    return 0;
}

var files = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 6000;
foreach (var count in new[] { files / 4, files / 2, files })
{
    var folder = Directory.CreateTempSubdirectory("peregrine-bench-").FullName;
    try
    {
        var lines = new CorpusGenerator(count).Write(folder);
        Compare(folder, Path.Combine(folder, "list.txt"), count, lines);
    }
    finally
    {
        Directory.Delete(folder, recursive: true);
    }
}

return 0;

void Compare(string folder, string list, int count, int lines)
{
    var (ourSet, theirSet) = (Path.GetTempFileName(), Path.GetTempFileName());
    List<Measurement> theirs = [], ours = [];
    for (var round = 0; round < rounds; round++)
    {
        theirs.Add(Measurement.Of(folder, protoc, "-I.", "-I" + Path.Combine(tools, "build", "native", "include"), "--include_imports", "--include_source_info", "-o" + theirSet, "@" + list));
        ours.Add(Measurement.Of(folder, "dotnet", cli, "compile", "-I.", "--include-imports", "--include-source-info", "-o", ourSet, "@" + list));
    }

    var set = new FileInfo(ourSet).Length / 1048576.0;
    var same = File.ReadAllBytes(ourSet).AsSpan().SequenceEqual(File.ReadAllBytes(theirSet));
    File.Delete(ourSet);
    File.Delete(theirSet);
    var (a, b) = (Measurement.Median(theirs), Measurement.Median(ours));
    firstPerLine ??= b.Processor / lines;
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count,5} {lines,9} {set,9:0.0}  protoc    {a}"));
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"",26} peregrine {b}"));
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{"",26} peregrine : protoc  wall {b.Wall / a.Wall:0.00}, processor {b.Processor / a.Processor:0.00}, peak {b.PeakMegabytes / a.PeakMegabytes:0.00}; peak : set {b.PeakMegabytes / set:0.0}; per line {b.Processor / lines / firstPerLine:0.00} of the smallest; bytes {(same ? "the same" : "DIFFERENT")}"));
}
