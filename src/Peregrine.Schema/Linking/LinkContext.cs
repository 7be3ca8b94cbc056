using System;
using System.Collections.Generic;

namespace Peregrine.Schema;

/// <summary>What the steps of linking one file share.</summary>
internal sealed class LinkContext
{
    private const int MaxSuggestions = 100;

    private readonly List<SchemaError> _errors;
    private int _suggestions;
    private Dictionary<(MessageDescriptor Extendee, int Number), FieldDescriptor>? _ownExtensions;

    /// <summary>Links in a pool.</summary>
    public LinkContext(FileDescriptorProto proto, FileDescriptor file, DescriptorPool pool, List<SchemaError> errors)
    {
        Proto = proto;
        File = file;
        Pool = pool;
        _errors = errors;
        Symbols = new SymbolResolver(file, pool);
    }

    /// <summary>Links against files only.</summary>
    public LinkContext(FileDescriptorProto proto, FileDescriptor file, IReadOnlyList<FileDescriptor> dependencies, List<SchemaError> errors)
    {
        Proto = proto;
        File = file;
        _errors = errors;
        Symbols = new SymbolResolver(file, null);
        ImportLinker.Attach(this, dependencies);
    }

    public FileDescriptorProto Proto { get; }

    public FileDescriptor File { get; }

    /// <summary>The pool; null when linking against files only.</summary>
    public DescriptorPool? Pool { get; }

    public SymbolResolver Symbols { get; }

    /// <summary>Every message of the file, outer before inner, each before its siblings.</summary>
    public List<MessageDescriptor> Messages { get; } = [];

    public List<EnumDescriptor> Enums { get; } = [];

    /// <summary>Every extension of the file.</summary>
    public List<FieldDescriptor> Extensions { get; } = [];

    public bool HasErrors { get; private set; }

    public void Error(string id, Descriptor element, ErrorLocation location, string message, string? help = null, ErrorPlace? reportedAt = null) =>
        Error(id, element.FullName, element.ProtoMessage, location, message, help, reportedAt: reportedAt);

    public void Error(string id, string element, SchemaMessage proto, ErrorLocation location, string message, string? help = null, int index = -1, ErrorPlace? reportedAt = null)
    {
        HasErrors = true;
        _errors.Add(new SchemaError(id, File.Name, element, proto, location, index, message, help, isWarning: false, reportedAt));
    }

    public void Warning(string id, string element, SchemaMessage proto, ErrorLocation location, string message, string? help = null, int index = -1) =>
        _errors.Add(new SchemaError(id, File.Name, element, proto, location, index, message, help, isWarning: true, reportedAt: null));

    /// <summary>True for the first hundred times: looking for what was meant costs, and after so many errors it helps no more.</summary>
    public bool MaySuggest() => _suggestions++ < MaxSuggestions;

    /// <summary>Finds an extension in this file and the pool.</summary>
    public FieldDescriptor? FindExtension(MessageDescriptor extendee, int number)
    {
        _ownExtensions ??= IndexExtensions();
        if (_ownExtensions.TryGetValue((extendee, number), out var own))
            return own;
        return Pool?.FindExtension(extendee, number);
    }

    private Dictionary<(MessageDescriptor Extendee, int Number), FieldDescriptor> IndexExtensions()
    {
        var index = new Dictionary<(MessageDescriptor Extendee, int Number), FieldDescriptor>();
        foreach (var extension in Extensions)
        {
            if (extension.ContainingType is not null)
                index[(extension.ContainingType, extension.Number)] = extension;
        }

        return index;
    }

    public void ReportUnusedImports()
    {
        for (var i = 0; i < Proto.Dependency.Count; i++)
        {
            if (Symbols.IsUnused(Proto.Dependency[i]))
                ReportUnused(Proto.Dependency[i], i);
        }

        for (var i = 0; i < Proto.OptionDependency.Count; i++)
        {
            if (Symbols.IsUnused(Proto.OptionDependency[i]))
                ReportUnused(Proto.OptionDependency[i], Proto.Dependency.Count + i);
        }
    }

    private void ReportUnused(string path, int index)
    {
        Warning(DiagnosticIds.ImportUnused, path, Proto, ErrorLocation.Import, $"the import \"{path}\" is not used", "remove it", index);
    }
}
