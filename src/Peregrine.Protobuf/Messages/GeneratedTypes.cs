using Peregrine.Schema;

namespace Peregrine.Protobuf;

/// <summary>The generated types of one <c>.proto</c> file, for registries: naming it keeps all of them from being trimmed, which is why the messages themselves do not.</summary>
public sealed class GeneratedTypes
{
    private readonly Func<MessageParser[]> _messages;
    private readonly Func<Extension[]> _extensions;
    private readonly Func<GeneratedTypes[]> _dependencies;

    /// <summary>The types of <paramref name="file"/>; the lists are made when they are asked for.</summary>
    public GeneratedTypes(FileDescriptor file, Func<MessageParser[]> messages, Func<Extension[]> extensions, Func<GeneratedTypes[]> dependencies)
    {
        File = file;
        _messages = messages;
        _extensions = extensions;
        _dependencies = dependencies;
    }

    /// <summary>The file.</summary>
    public FileDescriptor File { get; }

    /// <summary>The parsers of all its messages, nested ones included.</summary>
    public IReadOnlyList<MessageParser> Messages => field ??= _messages();

    /// <summary>All its extensions, nested ones included.</summary>
    public IReadOnlyList<Extension> Extensions => field ??= _extensions();

    /// <summary>The types of the files that it imports.</summary>
    public IReadOnlyList<GeneratedTypes> Dependencies => field ??= _dependencies();
}
