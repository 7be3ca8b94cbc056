using System.Diagnostics.CodeAnalysis;
using Peregrine.Protobuf.Dynamic;
using Peregrine.Protobuf.Extensions;
using Peregrine.Schema;

namespace Peregrine.Protobuf.Reflection;

/// <summary>
/// The message types and extensions that are known where names have to be resolved at run time: the content of <c>Any</c>, extensions in JSON and text.
/// Immutable; share one between threads.
/// </summary>
public sealed class TypeRegistry
{
    private readonly Dictionary<string, MessageParser> _types = new(StringComparer.Ordinal);
    private readonly ParseOptions _parseOptions;

    private TypeRegistry(IEnumerable<MessageParser> types, IEnumerable<Extension> extensions)
    {
        foreach (MessageParser type in types)
            _types.TryAdd(type.Descriptor.FullName, type);
        Extensions = new ExtensionRegistry(extensions);
        _parseOptions = new ParseOptions { Extensions = Extensions };
    }

    /// <summary>The registry of nothing.</summary>
    public static TypeRegistry Empty { get; } = new([], []);

    /// <summary>The types of <c>google/protobuf/*.proto</c>: any, api, duration, empty, field_mask, source_context, struct, timestamp, type and wrappers.</summary>
    public static TypeRegistry WellKnown { get; } = From(WellKnownFiles.All);

    /// <summary>The extensions.</summary>
    public ExtensionRegistry Extensions { get; }

    /// <summary>The message types.</summary>
    public IReadOnlyCollection<MessageParser> Types => _types.Values;

    /// <summary>The generated types of some files and of all that they import.</summary>
    public static TypeRegistry From(params IEnumerable<GeneratedTypes> files)
    {
        var closure = new List<GeneratedTypes>();
        var seen = new HashSet<GeneratedTypes>();
        foreach (GeneratedTypes file in files)
            AddWithDependencies(file, seen, closure);
        return new TypeRegistry(closure.SelectMany(file => file.Messages), closure.SelectMany(file => file.Extensions));
    }

    /// <summary>The types of some files and of all that they import, as <see cref="DynamicMessage"/>.</summary>
    public static TypeRegistry From(params IEnumerable<FileDescriptor> files)
    {
        var closure = new List<FileDescriptor>();
        var seen = new HashSet<FileDescriptor>();
        foreach (FileDescriptor file in files)
            AddWithDependencies(file, seen, closure);
        return new TypeRegistry(
            closure.SelectMany(file => file.Messages).SelectMany(WithNested).Select(message => new DynamicMessageParser(message)),
            closure.SelectMany(AllExtensions).Select(ToExtension));
    }

    /// <summary>The types of a serialized <c>FileDescriptorSet</c>, as <c>protoc --descriptor_set_out --include_imports</c> writes it, as <see cref="DynamicMessage"/>.</summary>
    /// <exception cref="InvalidProtocolBufferException">The bytes are no descriptor set, or its files contradict each other.</exception>
    public static TypeRegistry FromDescriptorSet(ReadOnlySpan<byte> fileDescriptorSet) => From(FileDescriptorLoader.Load(fileDescriptorSet).Files);

    /// <summary>This registry with the types of <paramref name="other"/> added; what both have is taken from this one.</summary>
    public TypeRegistry With(TypeRegistry other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new TypeRegistry([.. Types, .. other.Types], [.. other.Extensions.Extensions, .. Extensions.Extensions]);
    }

    /// <summary>Finds a message type by its full name.</summary>
    public bool TryFind(string fullName, [NotNullWhen(true)] out MessageParser? type) => _types.TryGetValue(fullName, out type);

    /// <summary>Finds a message type by the URL in an <c>Any</c>: what follows the last slash is the full name.</summary>
    public bool TryFindByUrl(string typeUrl, [NotNullWhen(true)] out MessageParser? type)
    {
        ArgumentNullException.ThrowIfNull(typeUrl);
        return TryFind(typeUrl[(typeUrl.LastIndexOf('/') + 1)..], out type);
    }

    /// <summary>The custom options that a file can use, over the types of descriptor.proto.</summary>
    internal static TypeRegistry Options(FileDescriptor file) => From(file).With(From(WellKnownFiles.Descriptor));

    /// <summary>Reads a message of a type of this registry, recognising the registry's extensions.</summary>
    /// <exception cref="InvalidProtocolBufferException">The bytes are no such message.</exception>
    public IMessage Parse(MessageParser type, ReadOnlySpan<byte> data)
    {
        ArgumentNullException.ThrowIfNull(type);
        return type.ParseMessage(data, _parseOptions);
    }

    private static Extension ToExtension(FieldDescriptor field) => new DescribedExtension(field, field.MessageType is { } type ? () => new DynamicMessage(type) : null);

    private static void AddWithDependencies(GeneratedTypes file, HashSet<GeneratedTypes> seen, List<GeneratedTypes> closure)
    {
        if (!seen.Add(file))
            return;
        closure.Add(file);
        foreach (GeneratedTypes dependency in file.Dependencies)
            AddWithDependencies(dependency, seen, closure);
    }

    private static void AddWithDependencies(FileDescriptor file, HashSet<FileDescriptor> seen, List<FileDescriptor> closure)
    {
        if (!seen.Add(file))
            return;
        closure.Add(file);
        foreach (FileDescriptor dependency in file.Dependencies)
            AddWithDependencies(dependency, seen, closure);
    }

    private static IEnumerable<MessageDescriptor> WithNested(MessageDescriptor message) => message.NestedMessages.SelectMany(WithNested).Prepend(message);

    private static IEnumerable<FieldDescriptor> AllExtensions(FileDescriptor file) =>
        file.Extensions.Concat(file.Messages.SelectMany(WithNested).SelectMany(message => message.Extensions));
}
