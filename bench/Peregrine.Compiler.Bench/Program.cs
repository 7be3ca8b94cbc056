using System.Globalization;
using Peregrine.Compiler.Bench;

// peregrine compile against protoc over a generated corpus, in turn, with source info: dotnet run -c Release --project bench/Peregrine.Compiler.Bench [files] [rounds]
var files = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 6000;
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
foreach (var count in new[] { files / 4, files / 2, files })
{
    var folder = Directory.CreateTempSubdirectory("peregrine-bench-").FullName;
    try
    {
        var lines = new CorpusGenerator(count).Write(folder);
        List<Measurement> theirs = [], ours = [];
        for (var round = 0; round < rounds; round++)
        {
            theirs.Add(Measurement.Of(folder, protoc, "-I.", "-I" + Path.Combine(tools, "build", "native", "include"), "--include_imports", "--include_source_info", "-otheirs.pb", "@list.txt"));
            ours.Add(Measurement.Of(folder, "dotnet", cli, "compile", "-I.", "--include-imports", "--include-source-info", "-o", "ours.pb", "@list.txt"));
        }

        var set = new FileInfo(Path.Combine(folder, "ours.pb")).Length / 1048576.0;
        var same = File.ReadAllBytes(Path.Combine(folder, "ours.pb")).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(folder, "theirs.pb")));
        var (a, b) = (Measurement.Median(theirs), Measurement.Median(ours));
        firstPerLine ??= b.Processor / lines;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count,5} {lines,9} {set,9:0.0}  protoc    {a}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"",26} peregrine {b}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{"",26} peregrine : protoc  wall {b.Wall / a.Wall:0.00}, processor {b.Processor / a.Processor:0.00}, peak {b.PeakMegabytes / a.PeakMegabytes:0.00}; peak : set {b.PeakMegabytes / set:0.0}; per line {b.Processor / lines / firstPerLine:0.00} of the smallest; bytes {(same ? "the same" : "DIFFERENT")}"));
    }
    finally
    {
        Directory.Delete(folder, recursive: true);
    }
}

return 0;
