using System;
using System.Collections.Generic;
using Peregrine.Schema;

namespace Peregrine.Compiler;

/// <summary>Compiles .proto files: text in, linked descriptors and diagnostics out. Stateless; any thread may call it.</summary>
public static class ProtoCompiler
{
    /// <summary>
    /// Compiles the named files and everything they import. The result has every diagnostic of every file; files with errors, and files
    /// that import them, are missing from <see cref="CompileResult.Files"/>.
    /// </summary>
    public static CompileResult Compile(IEnumerable<string> files, SourceResolver resolver, CompileOptions? options = null) =>
        throw new NotImplementedException();
}
