using System;
using System.Collections.Generic;
using System.Linq;
using Peregrine.Compiler.Lowering;
using Peregrine.Compiler.Output;
using Peregrine.Schema;

namespace Peregrine.Compiler.Linking;

/// <summary>Links a set of files, each after its imports. Walks with a stack of its own, so that a long chain of imports costs none of ours. Used once.</summary>
internal sealed class FileSetLinker(Func<string, ParsedFile?> find, Func<string, FileDescriptor?>? reuse, CompileOptions options, Action<ParsedFile>? release = null)
{
    private readonly SchemaLinker _linker = new() { ReleasesFiles = options.ReleaseLinkedFiles };
    private readonly ProtoFinisher _finisher = new();
    private readonly Dictionary<string, State> _states = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DiagnosticBag> _bags = new(StringComparer.Ordinal);
    // Diagnostics only: trees and tokens weigh more than everything else together, and go when their file is linked.
    private readonly List<(string Path, IReadOnlyList<Diagnostic> Diagnostics)> _order = [];
    private readonly HashSet<string> _missing = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SourceSpan> _unstable = new(StringComparer.Ordinal);
    private readonly List<Pending> _stack = [];
    private readonly WireOutput _encoding = new();

    private enum State
    {
        Open,
        Linked,
        Failed,
    }

    public CompileResult Link(IEnumerable<string> files)
    {
        var linked = new List<FileDescriptor>();
        var requested = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in files)
        {
            Visit(path);
            if (_linker.Pool.FindFile(path) is { } file && requested.Add(path) && MayUseItsEdition(file))
                linked.Add(file);
        }

        return new CompileResult(_linker.Pool, linked, CollectDiagnostics());
    }

    // The reference implementation compiles the unstable edition for imports and for protobuf's own files only.
    private bool MayUseItsEdition(FileDescriptor file)
    {
        if (options.AllowUnknownEditions || !_unstable.TryGetValue(file.Name, out var span)
            || file.Name.StartsWith("google/protobuf/", StringComparison.Ordinal) || file.Name.StartsWith("upb/", StringComparison.Ordinal))
            return true;
        BagOf(file.Name).Error(DiagnosticIds.UnknownEdition, span,
            $"edition \"UNSTABLE\" is later than the latest supported edition, \"{Editions.LatestName}\"", "allow later editions in the compiler's options to try it all the same");
        return false;
    }

    private List<Diagnostic> CollectDiagnostics()
    {
        var diagnostics = new List<Diagnostic>();
        foreach (var (path, parsing) in _order)
        {
            diagnostics.AddRange(parsing);
            if (_bags.TryGetValue(path, out var bag))
                diagnostics.AddRange(bag.ToSortedList());
        }

        return diagnostics;
    }

    private void Visit(string root)
    {
        if (!TryOpen(root))
        {
            if (_missing.Contains(root) && !_bags.ContainsKey(root))
                BagOf(root).Error(DiagnosticIds.ImportNotFound, default, $"the file \"{root}\" was not found");
            return;
        }

        while (_stack.Count > 0)
        {
            var current = _stack[_stack.Count - 1];
            if (current.NextImport < current.Parsed.Imports.Count)
            {
                OpenImport(current, current.Parsed.Imports[current.NextImport++]);
                continue;
            }

            _stack.RemoveAt(_stack.Count - 1);
            _states[current.Parsed.ImportPath] = LinkOne(current.Parsed) ? State.Linked : State.Failed;
            release?.Invoke(current.Parsed);
        }
    }

    // True when the file was pushed; false when it is done already, or not to be had.
    private bool TryOpen(string path)
    {
        if (_states.ContainsKey(path))
            return false;
        if (reuse?.Invoke(path) is { } descriptor)
        {
            AddLinked(descriptor);
            return false;
        }

        var parsed = find(path);
        _order.Add((path, parsed?.Diagnostics ?? []));
        if (parsed is null)
        {
            _missing.Add(path);
            _states[path] = State.Failed;
            return false;
        }

        if (parsed.UnstableEdition is { } span)
            _unstable[path] = span;
        _states[path] = State.Open;
        _stack.Add(new Pending(parsed));
        return true;
    }

    private void OpenImport(Pending current, FileImport import)
    {
        if (_states.TryGetValue(import.Path, out var state) && state == State.Open)
        {
            ReportCycle(current.Parsed, import);
            return;
        }

        if (!IsValidPath(import.Path))
        {
            _states[import.Path] = State.Failed;
            BagOf(current.Parsed.ImportPath).Error(DiagnosticIds.InvalidPath, import.Span,
                $"the import path \"{import.Path}\" is not valid: backslashes, double slashes, \".\" and \"..\" are not allowed", "write the path from the root of the import directory, with forward slashes", import.Place);
            return;
        }

        TryOpen(import.Path);
    }

    private static bool IsValidPath(string path) =>
        path.Length > 0 && path.IndexOf('\\') < 0 && path.Split('/').All(static part => part.Length > 0 && part is not ("." or ".."));

    private void ReportCycle(ParsedFile file, FileImport import)
    {
        var start = _stack.FindIndex(pending => pending.Parsed.ImportPath == import.Path);
        var chain = string.Join(" -> ", _stack.Skip(start).Select(static pending => pending.Parsed.ImportPath)) + " -> " + import.Path;
        BagOf(file.ImportPath).Error(DiagnosticIds.ImportCycle, import.Span, $"the file imports itself: {chain}", "move what both files need into a third", import.Place);
    }

    private void AddLinked(FileDescriptor file)
    {
        if (_states.TryGetValue(file.Name, out var state) && state == State.Linked)
            return;
        _states[file.Name] = State.Linked;
        foreach (var dependency in file.Dependencies)
            AddLinked(dependency);
        foreach (var dependency in file.OptionDependencyFiles)
            AddLinked(dependency);
        _linker.Pool.AddLinked(file);
    }

    private bool LinkOne(ParsedFile parsed)
    {
        var imported = ReportFailedImports(parsed);
        if (parsed.HasErrors || !imported)
            return false;
        var lowered = Lowerer.Lower(parsed.ImportPath, parsed.Tree, options.IncludeSourceInfo);
        var errors = new List<SchemaError>();
        var file = _linker.Link(lowered.Proto, errors);
        var places = new ErrorPlaces(lowered);
        foreach (var error in errors.Take(options.MaxErrors))
            Report(parsed.ImportPath, error, places.Find(error), places.FindPlace(error));
        if (file is null)
            return false;
        _finisher.Finish(file);
        if (lowered.Locations is { } locations)
            file.SetSourceInfo(SourceCodeInfo.FromEncodedLocations(locations.Finish()));
        if (options.ReleaseLinkedFiles && SchemaLinker.CanBeReleased(file))
            Release(file);
        return true;
    }

    private void Release(FileDescriptor file)
    {
        _encoding.Clear();
        file.Proto.WriteTo(_encoding);
        file.Release(new EncodedFile(_encoding.ToArray(), _linker.Pool, file.Proto.SourceCodeInfo is not null, RetentionStripper.MayApply(file.Proto)));
    }

    private void Report(string path, SchemaError error, SourceSpan span, SourcePlace place)
    {
        if (error.IsWarning)
            BagOf(path).Warning(error.Id, span, error.Message, error.Help);
        else
            BagOf(path).Error(error.Id, span, error.Message, error.Help, place);
    }

    private bool ReportFailedImports(ParsedFile parsed)
    {
        var complete = true;
        foreach (var import in parsed.Imports)
        {
            if (_states.TryGetValue(import.Path, out var state) && state == State.Linked)
                continue;
            complete = false;
            if (state == State.Open || BagOf(parsed.ImportPath).HasErrorAt(import.Span))
                continue;
            if (_missing.Contains(import.Path))
                BagOf(parsed.ImportPath).Error(DiagnosticIds.ImportNotFound, import.Span, $"the import \"{import.Path}\" was not found", SuggestPath(import.Path), import.Place);
            else
                BagOf(parsed.ImportPath).Error(DiagnosticIds.ImportFailed, import.Span, $"the import \"{import.Path}\" has errors", place: import.Place);
        }

        return complete;
    }

    private string? SuggestPath(string path) =>
        Spelling.DidYouMean(path, _states.Where(static item => item.Value == State.Linked).Select(static item => item.Key).Concat(WellKnownProtos.Paths));

    private DiagnosticBag BagOf(string path)
    {
        if (!_bags.TryGetValue(path, out var bag))
            _bags.Add(path, bag = new DiagnosticBag(path, options.MaxErrors));
        return bag;
    }

    private sealed class Pending(ParsedFile parsed)
    {
        public ParsedFile Parsed { get; } = parsed;

        public int NextImport { get; set; }
    }
}
