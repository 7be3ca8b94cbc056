using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Peregrine.Compiler.Output;
using Peregrine.Schema;

namespace Peregrine.Compiler;

/// <summary>What came of compiling some files.</summary>
public sealed class CompileResult
{
    internal CompileResult(DescriptorPool pool, IReadOnlyList<FileDescriptor> files, IReadOnlyList<Diagnostic> diagnostics)
    {
        Pool = pool;
        Files = files;
        Diagnostics = diagnostics;
    }

    /// <summary>Every file that could be linked, imports included.</summary>
    public DescriptorPool Pool { get; }

    /// <summary>The requested files that could be linked, in the order of the request.</summary>
    public IReadOnlyList<FileDescriptor> Files { get; }

    /// <summary>Errors and warnings, by file in the order files were read, within a file by place.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }

    /// <summary>True when there is no error (warnings may be).</summary>
    public bool Success => !Diagnostics.Any(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);

    /// <summary>Writes what <see cref="ToDescriptorSet"/> gives to a stream, file by file, so that the whole never lies in memory.</summary>
    public void WriteDescriptorSet(Stream output, bool includeImports = true, bool includeSourceInfo = false, bool retainOptions = false)
    {
        if (output is null)
            throw new ArgumentNullException(nameof(output));
        var tag = new WireOutput(16);
        foreach (var file in DescriptorSets.EnumerateEncoded(Pool, Files, includeImports, includeSourceInfo, retainOptions))
        {
            tag.Clear();
            tag.WriteVarint((ulong)file.Count);
            tag.WriteTag(1, 2);
            var written = tag.WrittenSegment;
            output.Write(written.Array!, written.Offset, written.Count);
            output.Write(file.Array!, file.Offset, file.Count);
        }
    }

    /// <summary>
    /// The requested files as protoc writes them with <c>--descriptor_set_out</c>. <paramref name="includeImports"/> adds what they import, each
    /// file after its imports; <paramref name="includeSourceInfo"/> keeps locations and comments; <paramref name="retainOptions"/> keeps the
    /// options that are meant for the compiler only.
    /// </summary>
    public FileDescriptorSet ToDescriptorSet(bool includeImports = true, bool includeSourceInfo = false, bool retainOptions = false) =>
        DescriptorSets.Create(DescriptorSets.Enumerate(Pool, Files, includeImports, includeSourceInfo, retainOptions));
}
