using System;
using System.Collections.Generic;

namespace Peregrine.Schema;

/// <summary>Resolves names as one file sees them: its own symbols and those of its imports, publicly imported ones included.</summary>
internal sealed class SymbolResolver(FileDescriptor file, DescriptorPool? pool)
{
    private readonly HashSet<FileDescriptor> _visible = [file];
    private readonly HashSet<FileDescriptor> _optionDependencies = [];
    private readonly HashSet<FileDescriptor> _unused = [];
    private readonly HashSet<string> _visiblePackages = new(StringComparer.Ordinal);
    private bool _hasOwnPackage;
    private bool _seesOptionImports;

    /// <summary>The file that has the last name looked for, when it is not imported.</summary>
    public FileDescriptor? UndeclaredDependency { get; private set; }

    /// <summary>The full name under which <see cref="UndeclaredDependency"/> has it.</summary>
    public string UndeclaredName { get; private set; } = "";

    /// <summary>The name that the last lookup settled on when its first part was found but not the rest; else empty.</summary>
    public string PartlyResolvedName { get; private set; } = "";

    public IEnumerable<FileDescriptor> VisibleFiles => _visible;

    public void AddDependency(FileDescriptor dependency)
    {
        if (dependency.PublicDependencies.Count == 0)
            _unused.Add(dependency);
        AddVisible(dependency);
    }

    /// <summary>Adds an <c>import option</c>: seen by option names only.</summary>
    public void AddOptionDependency(FileDescriptor dependency)
    {
        _optionDependencies.Add(dependency);
        _unused.Add(dependency);
    }

    public void MarkUsed(FileDescriptor dependency) => _unused.Remove(dependency);

    public bool IsUnused(string path)
    {
        foreach (var dependency in _unused)
        {
            if (dependency.Name == path)
                return true;
        }

        return false;
    }

    /// <summary>The type of an options message in the pool, imported or not; null when no file of the pool declares it.</summary>
    public MessageDescriptor? FindOptionsType(string fullName) => FindAnywhere(fullName) as MessageDescriptor;

    /// <summary>Finds a full name among what the file sees.</summary>
    public Symbol Find(string fullName)
    {
        var descriptor = FindAnywhere(fullName);
        if (descriptor is not null)
        {
            if (IsVisible(descriptor.File))
            {
                _unused.Remove(descriptor.File);
                return new Symbol(descriptor, false);
            }

            UndeclaredDependency = descriptor.File;
            UndeclaredName = fullName;
        }

        if (!_hasOwnPackage)
        {
            AddPackage(file.Package);
            _hasOwnPackage = true;
        }

        return new Symbol(null, _visiblePackages.Contains(fullName));
    }

    /// <summary>Resolves a name that was written in a scope; a leading dot makes it absolute.</summary>
    public Symbol Resolve(string name, string scope, bool typesOnly, bool includeOptionImports = false)
    {
        UndeclaredDependency = null;
        PartlyResolvedName = "";
        _seesOptionImports = includeOptionImports;
        if (name.Length > 0 && name[0] == '.')
            return Find(name.Substring(1));
        var dot = name.IndexOf('.');
        var first = dot < 0 ? name : name.Substring(0, dot);
        // The innermost scope that has the first part decides: `Bar.Baz` is never looked for outside the nearest `Bar`.
        while (true)
        {
            var end = scope.LastIndexOf('.');
            if (end < 0)
                return Find(name);
            scope = scope.Substring(0, end);
            var symbol = Find(scope + "." + first);
            if (symbol.IsNone)
                continue;
            if (dot < 0)
            {
                if (!typesOnly || symbol.IsType)
                    return symbol;
            }
            else if (symbol.IsAggregate)
            {
                var full = scope + "." + name;
                symbol = Find(full);
                if (symbol.IsNone)
                    PartlyResolvedName = full;
                return symbol;
            }
        }
    }

    private bool IsVisible(FileDescriptor other) =>
        _visible.Contains(other) || (_seesOptionImports && _optionDependencies.Contains(other));

    /// <summary>Finds a full name in the file and its pool, imported or not.</summary>
    public Descriptor? FindAnywhere(string fullName)
    {
        if (file.Symbols.TryGetValue(fullName, out var own))
            return own;
        if (pool is not null)
            return pool.FindSymbol(fullName);
        foreach (var visible in _visible)
        {
            if (visible.FindSymbol(fullName) is { } symbol)
                return symbol;
        }

        return null;
    }

    private void AddVisible(FileDescriptor dependency)
    {
        if (!_visible.Add(dependency))
            return;
        AddPackage(dependency.Package);
        foreach (var further in dependency.PublicDependencies)
            AddVisible(further);
    }

    private void AddPackage(string package)
    {
        while (package.Length > 0 && _visiblePackages.Add(package))
        {
            var dot = package.LastIndexOf('.');
            package = dot < 0 ? "" : package.Substring(0, dot);
        }
    }
}
