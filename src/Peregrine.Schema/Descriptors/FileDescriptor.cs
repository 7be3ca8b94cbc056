using System;
using System.Collections.Generic;

namespace Peregrine.Schema;

/// <summary>A linked .proto file.</summary>
public sealed class FileDescriptor : Descriptor
{
    // Racing threads build equal tables; the last one stays.
    private Dictionary<string, Descriptor>? _symbols = new(StringComparer.Ordinal);
    private SourceMap? _sourceMap;

    // Null while the file is released; then the encoded form has everything but the options, which files that import this one ask for.
    private FileDescriptorProto? _proto;
    private EncodedFile? _encoded;
    private FileOptions? _releasedOptions;

    internal FileDescriptor(FileDescriptorProto proto)
        : base(proto.Name ?? "", proto.Name ?? "", null, 0)
    {
        _proto = proto;
        Package = proto.Package ?? "";
        Syntax = string.IsNullOrEmpty(proto.Syntax) ? "proto2" : proto.Syntax!;
        Edition = Syntax switch
        {
            "proto2" => Edition.Proto2,
            "proto3" => Edition.Proto3,
            _ => proto.Edition ?? Edition.Unknown,
        };
    }

    /// <summary>The message of descriptor.proto that this file was built from.</summary>
    public FileDescriptorProto Proto
    {
        get
        {
            Restore();
            return _proto!;
        }
    }

    /// <summary>The package, empty when the file declares none.</summary>
    public string Package { get; }

    /// <summary><c>proto2</c>, <c>proto3</c> or <c>editions</c>.</summary>
    public string Syntax { get; }

    /// <summary>The edition; proto2 and proto3 count as editions of their own.</summary>
    public Edition Edition { get; }

    /// <inheritdoc />
    public override FileDescriptor File => this;

    /// <summary>The imports in declaration order. An import that was missing and could be missing (weak) is left out.</summary>
    public IReadOnlyList<FileDescriptor> Dependencies { get; internal set; } = [];

    /// <summary>The imports that are declared <c>public</c>.</summary>
    public IReadOnlyList<FileDescriptor> PublicDependencies { get; internal set; } = [];

    /// <summary>The imports that are declared <c>weak</c>.</summary>
    public IReadOnlyList<FileDescriptor> WeakDependencies { get; internal set; } = [];

    /// <summary>The paths of <c>import option</c>, which exist for the interpretation of options only.</summary>
    public IReadOnlyList<string> OptionDependencies => Proto.OptionDependency;

    /// <summary>The files of <see cref="OptionDependencies"/>; empty when the file was linked without them, as generated code is.</summary>
    internal IReadOnlyList<FileDescriptor> OptionDependencyFiles { get; set; } = [];

    /// <summary>The messages declared at the top level.</summary>
    public IReadOnlyList<MessageDescriptor> Messages { get; internal set; } = [];

    /// <summary>The enums declared at the top level.</summary>
    public IReadOnlyList<EnumDescriptor> Enums { get; internal set; } = [];

    /// <summary>The services.</summary>
    public IReadOnlyList<ServiceDescriptor> Services { get; internal set; } = [];

    /// <summary>The extensions declared at the top level.</summary>
    public IReadOnlyList<FieldDescriptor> Extensions { get; internal set; } = [];

    /// <summary>The file's options, null when it has none.</summary>
    public FileOptions? Options => _proto is null ? _releasedOptions : _proto.Options;

    /// <inheritdoc />
    public override DescriptorOptions? OptionsMessage => Options;

    /// <inheritdoc />
    public override SchemaMessage ProtoMessage => Proto;

    /// <summary>Every symbol that the file declares, by full name. Filled while linking.</summary>
    internal Dictionary<string, Descriptor> Symbols => _symbols ??= IndexSymbols();

    /// <summary>Every extension that the file declares, at any depth.</summary>
    internal IReadOnlyList<FieldDescriptor> AllExtensions { get; set; } = [];

    internal SourceMap SourceMap => _sourceMap ??= new SourceMap(Proto.SourceCodeInfo);

    /// <summary>The file's encoded form while it is released, else null.</summary>
    internal EncodedFile? Encoded => _encoded;

    /// <summary>
    /// Links one serialized file against files that are linked already; what generated code does at its first use.
    /// Throws <see cref="SchemaException"/> when the file is not valid.
    /// </summary>
    public static FileDescriptor FromBytes(byte[] bytes, params FileDescriptor[] dependencies) =>
        FromProto(FileDescriptorProto.Parse(bytes), dependencies);

    /// <summary>Links one file against files that are linked already. Throws <see cref="SchemaException"/> when the file is not valid.</summary>
    public static FileDescriptor FromProto(FileDescriptorProto proto, params FileDescriptor[] dependencies) =>
        SchemaLinker.LinkAlone(proto, dependencies);

    /// <summary>Finds what the file declares under a full name.</summary>
    public Descriptor? FindSymbol(string fullName) => Symbols.TryGetValue(fullName, out var symbol) ? symbol : null;

    /// <summary>
    /// Lets the table of symbols go, because a pool has them now, and two tables of a million names would be one too many. Who asks this file
    /// again makes it anew.
    /// </summary>
    internal void ReleaseSymbols() => _symbols = null;

    private Dictionary<string, Descriptor> IndexSymbols()
    {
        var symbols = new Dictionary<string, Descriptor>(StringComparer.Ordinal);
        foreach (var symbol in DescriptorWalker.Walk(this))
            symbols[symbol.FullName] = symbol;
        return symbols;
    }

    /// <summary>Finds a location of the file's source info by its path; null when there is none.</summary>
    public SourceLocation? FindLocation(IReadOnlyList<int> path) => SourceMap.FindLocation(path);

    internal void SetSourceInfo(SourceCodeInfo info)
    {
        Proto.SourceCodeInfo = info;
        _sourceMap = null;
    }

    /// <summary>
    /// Lets go of everything that the encoded form has: what is left are the names of types and services. Whoever looks into the file has it
    /// restored, so a file with released parts is for one thread at a time. A file with extensions cannot be released, since pools keep those.
    /// </summary>
    internal void Release(EncodedFile encoded)
    {
        _releasedOptions = Proto.Options;
        _encoded = encoded;
        _proto = null;
        _sourceMap = null;
        foreach (var message in Messages)
            message.Release();
        foreach (var type in Enums)
            type.Release();
        foreach (var service in Services)
            service.Release();
    }

    /// <summary>Undoes <see cref="Release"/>; nothing where the file is whole.</summary>
    internal void Restore()
    {
        if (_encoded is not { } encoded)
            return;
        _encoded = null;
        _releasedOptions = null;
        _proto = encoded.Parse();
        FileRestorer.Restore(this, encoded.Pool);
    }

    internal override void AppendPath(List<int> path)
    {
        // A file is where paths begin.
    }
}
