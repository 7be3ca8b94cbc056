using System;
using Microsoft.CodeAnalysis.Diagnostics;
using Peregrine.Compiler.CSharp;

namespace Peregrine.Build.Inputs;

/// <summary>One <c>&lt;Protobuf&gt;</c> item as MSBuild handed it over: where the file is, how it is imported, what is generated for it.</summary>
/// <param name="Path">Where the file is on disk.</param>
/// <param name="ImportPath">The path by which other files import it.</param>
/// <param name="Role">What the file is to this project.</param>
/// <param name="Services">Which halves of services are generated.</param>
/// <param name="Access">The accessibility of the generated types.</param>
/// <param name="Style">The shapes of the generated messages.</param>
/// <param name="Problem">What is wrong with the item's metadata; null when nothing is.</param>
internal sealed record ProtobufItem(
    string Path, string ImportPath, ProtobufRole Role, GrpcServices Services, CSharpAccess Access, CSharpStyle Style, string? Problem)
{
    private const string MetadataPrefix = "build_metadata.AdditionalFiles.";

    /// <summary>Reads the item from the metadata of an additional file; null when the file is none of ours.</summary>
    public static ProtobufItem? TryRead(string path, AnalyzerConfigOptions metadata, AnalyzerConfigOptions global)
    {
        if (!metadata.TryGetValue(MetadataPrefix + "ProtobufRole", out string? role) || !Enum.TryParse(role, ignoreCase: true, out ProtobufRole parsedRole))
            return null;
        string projectDirectory = Read(metadata, MetadataPrefix + "ProtobufProjectDir");
        if (projectDirectory.Length == 0)
            projectDirectory = Read(global, "build_property.ProjectDir");
        string? problem = null;
        return new ProtobufItem(
            path,
            ImportPaths.Resolve(path, Read(metadata, MetadataPrefix + "ProtoRoot"), projectDirectory),
            parsedRole,
            ReadEnum(metadata, MetadataPrefix + "GrpcServices", GrpcServices.Both, ref problem),
            ReadEnum(metadata, MetadataPrefix + "Access", CSharpAccess.Public, ref problem),
            ReadEnum(global, "build_property.PeregrineStyle", CSharpStyle.Peregrine, ref problem),
            problem);
    }

    private static string Read(AnalyzerConfigOptions options, string key) => options.TryGetValue(key, out string? value) ? value.Trim() : "";

    private static T ReadEnum<T>(AnalyzerConfigOptions options, string key, T missing, ref string? problem)
        where T : struct, Enum
    {
        string text = Read(options, key);
        if (text.Length == 0)
            return missing;
        foreach (string name in Enum.GetNames(typeof(T)))
        {
            if (string.Equals(name, text, StringComparison.OrdinalIgnoreCase))
                return (T)Enum.Parse(typeof(T), name);
        }
        problem ??= $"{key.Substring(key.LastIndexOf('.') + 1)} is \"{text}\" and must be one of: {string.Join(", ", Enum.GetNames(typeof(T)))}";
        return missing;
    }
}
