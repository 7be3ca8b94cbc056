using System;
using System.Collections.Generic;

namespace Peregrine.Schema;

/// <summary>A set of linked files in which every name is known once. Immutable when built.</summary>
public sealed class DescriptorPool
{
    private static readonly IReadOnlyList<FieldDescriptor> s_noExtensions = [];

    private readonly List<FileDescriptor> _files = [];
    private readonly Dictionary<string, FileDescriptor> _filesByName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileDescriptor> _packages = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Descriptor> _symbols = new(StringComparer.Ordinal);
    private readonly Dictionary<MessageDescriptor, List<FieldDescriptor>> _extensions = [];
    private readonly Dictionary<(MessageDescriptor Extendee, int Number), FieldDescriptor> _extensionsByNumber = [];

    private bool _hasReleasedFiles;

    internal DescriptorPool()
    {
    }

    /// <summary>The files, each after its dependencies.</summary>
    public IReadOnlyList<FileDescriptor> Files => _files;

    /// <summary>Links files; dependencies come before their dependants. Throws <see cref="SchemaException"/> with every error found.</summary>
    public static DescriptorPool Build(IEnumerable<FileDescriptorProto> files)
    {
        if (!TryBuild(files, out var pool, out var errors))
            throw new SchemaException(errors);
        return pool;
    }

    /// <summary>Links files; dependencies come before their dependants. False when there was an error; the pool then has the files without errors.</summary>
    public static bool TryBuild(IEnumerable<FileDescriptorProto> files, out DescriptorPool pool, out IReadOnlyList<SchemaError> errors)
    {
        if (files is null)
            throw new ArgumentNullException(nameof(files));
        var linker = new SchemaLinker();
        foreach (var file in files)
            linker.Add(file);
        pool = linker.Pool;
        errors = linker.Errors;
        return errors.Count == 0;
    }

    /// <summary>Finds a file by its import path.</summary>
    public FileDescriptor? FindFile(string name) => _filesByName.TryGetValue(name, out var file) ? file : null;

    /// <summary>Finds what is declared under a full name (without a leading dot), whatever its kind.</summary>
    public Descriptor? FindSymbol(string fullName)
    {
        if (!_symbols.TryGetValue(fullName, out var symbol))
            return _hasReleasedFiles ? FindMember(fullName) : null;
        // A value of a released file's enum is entered as the enum.
        return symbol is EnumDescriptor type && type.FullName != fullName ? type.FindValueByName(SimpleName(fullName)) : symbol;
    }

    /// <summary>Finds a message by its full name.</summary>
    public MessageDescriptor? FindMessage(string fullName) => FindSymbol(fullName) as MessageDescriptor;

    /// <summary>Finds an enum by its full name.</summary>
    public EnumDescriptor? FindEnum(string fullName) => FindSymbol(fullName) as EnumDescriptor;

    /// <summary>Finds a service by its full name.</summary>
    public ServiceDescriptor? FindService(string fullName) => FindSymbol(fullName) as ServiceDescriptor;

    /// <summary>Finds an extension by its full name.</summary>
    public FieldDescriptor? FindExtension(string fullName) => FindSymbol(fullName) is FieldDescriptor { IsExtension: true } field ? field : null;

    /// <summary>Finds the extension of a message that has a number.</summary>
    public FieldDescriptor? FindExtension(MessageDescriptor extendee, int number) =>
        _extensionsByNumber.TryGetValue((extendee, number), out var field) ? field : null;

    /// <summary>Every extension of a message in this pool.</summary>
    public IReadOnlyList<FieldDescriptor> FindExtensions(MessageDescriptor extendee) =>
        _extensions.TryGetValue(extendee, out var fields) ? fields : s_noExtensions;

    /// <summary>Makes a linked file's symbols known.</summary>
    /// <param name="file">The file.</param>
    /// <param name="isReleased">The file will be released: only its types and services are entered, and what lies inside them is found through them.</param>
    internal void AddLinked(FileDescriptor file, bool isReleased = false)
    {
        _files.Add(file);
        _filesByName[file.Name] = file;
        if (isReleased)
            AddNames(file);
        else
            AddAll(file);
        file.ReleaseSymbols();
        foreach (var extension in file.AllExtensions)
            TryAddExtension(extension, out _);
        for (var package = file.Package; package.Length > 0 && !_packages.ContainsKey(package); package = ParentOf(package))
            _packages.Add(package, file);
    }

    /// <summary>The first file that declared a package or one inside it; null when none did.</summary>
    internal FileDescriptor? FindPackage(string name) => _packages.TryGetValue(name, out var file) ? file : null;

    private void AddAll(FileDescriptor file)
    {
        foreach (var symbol in DescriptorWalker.Walk(file))
            _symbols[symbol.FullName] = symbol;
    }

    private void AddNames(FileDescriptor file)
    {
        _hasReleasedFiles = true;
        foreach (var message in file.Messages)
            AddNames(message);
        foreach (var type in file.Enums)
        {
            _symbols[type.FullName] = type;
            foreach (var value in type.Values)
                _symbols[value.FullName] = type;
        }

        foreach (var service in file.Services)
            _symbols[service.FullName] = service;
    }

    private void AddNames(MessageDescriptor message)
    {
        _symbols[message.FullName] = message;
        foreach (var nested in message.NestedMessages)
            AddNames(nested);
        foreach (var type in message.NestedEnums)
            _symbols[type.FullName] = type;
    }

    // What a message or service declares that is no type itself.
    private Descriptor? FindMember(string fullName)
    {
        if (!_symbols.TryGetValue(ParentOf(fullName), out var parent))
            return null;
        var name = SimpleName(fullName);
        return parent switch
        {
            ServiceDescriptor service => service.FindMethodByName(name),
            MessageDescriptor message => FindMember(message, name),
            _ => null,
        };
    }

    private static Descriptor? FindMember(MessageDescriptor message, string name)
    {
        if (message.FindFieldByName(name) is { } field)
            return field;
        foreach (var oneof in message.Oneofs)
        {
            if (oneof.Name == name)
                return oneof;
        }

        foreach (var type in message.NestedEnums)
        {
            if (type.FindValueByName(name) is { } value)
                return value;
        }

        return null;
    }

    private static string SimpleName(string fullName) => fullName.Substring(fullName.LastIndexOf('.') + 1);

    // False when another extension of the message has the number.
    private bool TryAddExtension(FieldDescriptor extension, out FieldDescriptor existing)
    {
        var key = (extension.ContainingType, extension.Number);
        if (_extensionsByNumber.TryGetValue(key, out existing!))
            return false;
        _extensionsByNumber.Add(key, extension);
        if (!_extensions.TryGetValue(extension.ContainingType, out var list))
            _extensions.Add(extension.ContainingType, list = []);
        list.Add(extension);
        return true;
    }

    private static string ParentOf(string name)
    {
        var dot = name.LastIndexOf('.');
        return dot < 0 ? "" : name.Substring(0, dot);
    }
}
