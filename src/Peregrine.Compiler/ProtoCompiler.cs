using System;
using System.Collections.Generic;
using Peregrine.Compiler.Linking;
using Peregrine.Compiler.Parsing;
using Peregrine.Compiler.Syntax;
using Peregrine.Schema;

namespace Peregrine.Compiler;

/// <summary>Compiles .proto files: text in, linked descriptors and diagnostics out. Stateless; any thread may call it.</summary>
public static class ProtoCompiler
{
    /// <summary>
    /// Compiles the named files and everything they import. The result has every diagnostic of every file; files with errors, and files
    /// that import them, are missing from <see cref="CompileResult.Files"/>.
    /// </summary>
    public static CompileResult Compile(IEnumerable<string> files, SourceResolver resolver, CompileOptions? options = null)
    {
        if (resolver is null)
            throw new ArgumentNullException(nameof(resolver));
        options ??= new CompileOptions();
        var names = new NameTable();
        var buffers = new TokenBuffers();
        return new FileSetLinker(
            path => resolver.TryOpen(path, out var source) ? Parse(path, source, options, names, buffers) : null,
            reuse: null,
            options,
            release: file => buffers.Return(file.Tree.Tokens.Buffer)).Link(files ?? throw new ArgumentNullException(nameof(files)));
    }

    /// <summary>Parses one file by itself. Never throws for what the text holds; the result says what is wrong with it.</summary>
    public static ParsedFile Parse(string importPath, SourceText source, CompileOptions? options = null) =>
        Parse(importPath ?? throw new ArgumentNullException(nameof(importPath)), source ?? throw new ArgumentNullException(nameof(source)), options ?? new CompileOptions(), new NameTable());

    /// <summary>
    /// Links parsed files: what <see cref="Compile"/> does after parsing, for callers that keep parsed files and linked descriptors while
    /// texts do not change.
    /// </summary>
    /// <param name="files">The import paths to link.</param>
    /// <param name="find">Gives the parsed file of an import path; null when there is none.</param>
    /// <param name="options">How to compile.</param>
    /// <param name="reuse">
    /// Gives a descriptor linked before that is still right, because neither the file nor anything it imports has changed; null when there is
    /// none. Such a file is taken as it is, together with the descriptors that it depends on.
    /// </param>
    public static CompileResult Link(IEnumerable<string> files, Func<string, ParsedFile?> find, CompileOptions? options = null, Func<string, FileDescriptor?>? reuse = null)
    {
        if (files is null)
            throw new ArgumentNullException(nameof(files));
        if (find is null)
            throw new ArgumentNullException(nameof(find));
        return new FileSetLinker(find, reuse, options ?? new CompileOptions()).Link(files);
    }

    /// <summary>Links a descriptor set that another compiler wrote, as if its files had been compiled here.</summary>
    /// <param name="set">The files, each after its imports.</param>
    /// <param name="files">The files of the result; all of the set when null.</param>
    public static CompileResult Load(FileDescriptorSet set, IEnumerable<string>? files = null)
    {
        if (set is null)
            throw new ArgumentNullException(nameof(set));
        DescriptorPool.TryBuild(set.File, out var pool, out var errors);
        var diagnostics = new List<Diagnostic>();
        foreach (var error in errors)
            diagnostics.Add(new Diagnostic(error.Id, DiagnosticSeverity.Error, $"{error.Element}: {error.Message}", error.File, default, error.Help));
        var found = new List<FileDescriptor>();
        foreach (var name in files ?? set.File.ConvertAll(static file => file.Name ?? ""))
        {
            if (pool.FindFile(name) is { } file)
                found.Add(file);
            else if (errors.Count == 0)
                diagnostics.Add(new Diagnostic(DiagnosticIds.ImportNotFound, DiagnosticSeverity.Error, $"the file \"{name}\" is not in the descriptor set", name, default));
        }

        return new CompileResult(pool, found, diagnostics);
    }

    private static ParsedFile Parse(string importPath, SourceText source, CompileOptions options, NameTable names, TokenBuffers? buffers = null)
    {
        var diagnostics = new DiagnosticBag(importPath, options.MaxErrors);
        var tokens = Lexer.Lex(source, diagnostics, buffers);
        var tree = Parser.Parse(tokens, diagnostics, names, options);
        var imports = new List<FileImport>();
        foreach (var declaration in tree.Root.Declarations)
        {
            if (declaration is ImportDeclaration import)
                imports.Add(new FileImport(import.Path, import.Kind, tokens.Span(import.PathTokens.First, import.PathTokens.Last), tokens.Place(import.First)));
        }

        return new ParsedFile(importPath, source, tree, imports, diagnostics.ToSortedList(), diagnostics.HasErrors);
    }
}
