using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO;

namespace Peregrine.Compiler;

/// <summary>The .proto files that come with the language, embedded: <c>google/protobuf/any.proto</c> and its siblings.</summary>
public sealed class WellKnownProtos : SourceResolver
{
    private const string Folder = "google/protobuf/";

    private WellKnownProtos()
    {
    }

    /// <summary>The one instance.</summary>
    public static WellKnownProtos Resolver { get; } = new();

    /// <summary>The import paths of all of them.</summary>
    public static IReadOnlyList<string> Paths { get; } =
    [
        "google/protobuf/any.proto",
        "google/protobuf/api.proto",
        "google/protobuf/descriptor.proto",
        "google/protobuf/duration.proto",
        "google/protobuf/empty.proto",
        "google/protobuf/field_mask.proto",
        "google/protobuf/source_context.proto",
        "google/protobuf/struct.proto",
        "google/protobuf/timestamp.proto",
        "google/protobuf/type.proto",
        "google/protobuf/wrappers.proto",
    ];

    /// <inheritdoc />
    public override bool TryOpen(string importPath, [NotNullWhen(true)] out SourceText? source)
    {
        source = null;
        if (importPath is null || !importPath.StartsWith(Folder, StringComparison.Ordinal))
            return false;
        using var stream = typeof(WellKnownProtos).Assembly.GetManifestResourceStream(importPath);
        if (stream is null)
            return false;
        using var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        source = new SourceText(importPath, buffer.ToArray());
        return true;
    }
}
