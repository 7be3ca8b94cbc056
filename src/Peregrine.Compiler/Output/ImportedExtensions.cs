using System.Collections.Generic;
using Peregrine.Schema;

namespace Peregrine.Compiler.Output;

/// <summary>Finds custom options among what a file imports, directly or not, for who has no pool.</summary>
internal sealed class ImportedExtensions
{
    private readonly HashSet<FileDescriptor> _files = [];
    private readonly Dictionary<(string Extendee, int Number), FieldDescriptor> _extensions = [];

    public ImportedExtensions(FileDescriptor file)
    {
        var waiting = new Stack<FileDescriptor>();
        waiting.Push(file);
        while (waiting.Count > 0)
        {
            var next = waiting.Pop();
            if (!_files.Add(next))
                continue;
            foreach (var extension in next.AllExtensions)
                _extensions[(extension.ContainingType.FullName, extension.Number)] = extension;
            foreach (var import in next.Dependencies)
                waiting.Push(import);
            foreach (var import in next.OptionDependencyFiles)
                waiting.Push(import);
        }
    }

    /// <summary>Finds a message of one of the files.</summary>
    public MessageDescriptor? FindMessage(string fullName)
    {
        foreach (var file in _files)
        {
            if (file.FindSymbol(fullName) is MessageDescriptor message)
                return message;
        }

        return null;
    }

    /// <summary>Finds the extension of a message that has a number.</summary>
    public FieldDescriptor? Find(MessageDescriptor extendee, int number) =>
        _extensions.TryGetValue((extendee.FullName, number), out var extension) ? extension : null;
}
