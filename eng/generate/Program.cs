using System.Globalization;
using Peregrine.Compiler;
using Peregrine.Compiler.CSharp;
using Peregrine.Schema;

// Writes the C# that is checked in. Run by eng/regenerate.sh; a test proves that it has nothing to do.
//   generate [-I DIR]... [--namespace NS] [--style google] [--services both] [--descriptor-set FILE] --out DIR FILE...
var roots = new List<string>();
var files = new List<string>();
var options = new CSharpOptions { Services = GrpcServices.None };
string output = ".";
string? space = null;
string? descriptorSet = null;
for (int i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "-I":
            roots.Add(args[++i]);
            break;
        case "--namespace":
            space = args[++i];
            break;
        case "--style":
            options.Style = args[++i] == "google" ? CSharpStyle.GoogleProtobuf : CSharpStyle.Peregrine;
            break;
        case "--services":
            options.Services = Enum.Parse<GrpcServices>(args[++i], ignoreCase: true);
            break;
        case "--descriptor-set":
            descriptorSet = args[++i];
            break;
        case "--out":
            output = args[++i];
            break;
        default:
            files.Add(args[i]);
            break;
    }
}

DescriptorPool pool;
if (descriptorSet is not null)
{
    FileDescriptorSet set = FileDescriptorSet.Parse(File.ReadAllBytes(descriptorSet));
    foreach (FileDescriptorProto file in set.File)
    {
        if (space is not null && files.Contains(file.Name!))
            (file.Options ??= new Peregrine.Schema.FileOptions()).CsharpNamespace = space;
    }

    pool = DescriptorPool.Build(set.File);
}
else
{
    CompileResult result = ProtoCompiler.Compile(files, new CompositeResolver(new DirectoryResolver(roots), WellKnownProtos.Resolver));
    foreach (Diagnostic diagnostic in result.Diagnostics)
        Console.Error.WriteLine(diagnostic);
    if (!result.Success)
        return 1;
    pool = result.Pool;
    if (space is not null)
    {
        List<FileDescriptorProto> protos = [.. pool.Files.Select(static file => file.Proto)];
        foreach (FileDescriptorProto file in protos.Where(file => files.Contains(file.Name!)))
            (file.Options ??= new Peregrine.Schema.FileOptions()).CsharpNamespace = space;
        pool = DescriptorPool.Build(protos);
    }
}

Directory.CreateDirectory(output);
foreach (string file in files)
{
    string name = CultureInfo.InvariantCulture.TextInfo.ToTitleCase(Path.GetFileNameWithoutExtension(file).Replace('_', ' ')).Replace(" ", "", StringComparison.Ordinal);
    string path = Path.Combine(output, name + ".g.cs");
    File.WriteAllText(path, CSharpGenerator.Generate(pool.FindFile(file)!, options));
    Console.WriteLine(path);
}

return 0;
