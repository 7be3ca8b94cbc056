using System;
using Microsoft.CodeAnalysis.Diagnostics;
using Peregrine.Compiler.CSharp;

namespace Peregrine.Build.Inputs;

/// <summary>One <c>&lt;Protobuf&gt;</c> item as MSBuild handed it over: where the file is, how it is imported, what is generated for it.</summary>
internal sealed record ProtobufItem(string Path, string ImportPath, ProtobufRole Role, GrpcServices Services, CSharpAccess Access, CSharpStyle Style)
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
        return new ProtobufItem(
            path,
            ImportPaths.Resolve(path, Read(metadata, MetadataPrefix + "ProtoRoot"), projectDirectory),
            parsedRole,
            ReadEnum(metadata, MetadataPrefix + "GrpcServices", GrpcServices.Both),
            ReadEnum(metadata, MetadataPrefix + "Access", CSharpAccess.Public),
            ReadEnum(global, "build_property.PeregrineStyle", CSharpStyle.Peregrine));
    }

    private static string Read(AnalyzerConfigOptions options, string key) => options.TryGetValue(key, out string? value) ? value.Trim() : "";

    private static T ReadEnum<T>(AnalyzerConfigOptions options, string key, T missing)
        where T : struct, Enum =>
        Enum.TryParse(Read(options, key), ignoreCase: true, out T value) ? value : missing;
}
