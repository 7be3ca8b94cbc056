using Peregrine.Schema;

namespace Peregrine.Reflection;

/// <summary>The files of some services and of all that they import, by name, symbol and extension. Immutable.</summary>
internal sealed class ReflectionIndex
{
    private readonly Dictionary<string, FileDescriptor> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedDictionary<int, FileDescriptor>> _extensions = new(StringComparer.Ordinal);

    public ReflectionIndex(IEnumerable<ServiceDescriptor> services)
    {
        foreach (ServiceDescriptor service in services)
            Add(service.File);
    }

    /// <summary>The file of this name.</summary>
    public FileDescriptor? FindFile(string name) => _files.GetValueOrDefault(name);

    /// <summary>The file that declares a symbol; a leading dot is forgiven.</summary>
    public FileDescriptor? FindSymbol(string name)
    {
        string fullName = name.StartsWith('.') ? name[1..] : name;
        return _files.Values.FirstOrDefault(file => file.FindSymbol(fullName) is not null);
    }

    /// <summary>The file that declares an extension.</summary>
    public FileDescriptor? FindExtension(string containingType, int number) =>
        _extensions.TryGetValue(containingType, out SortedDictionary<int, FileDescriptor>? numbers) ? numbers.GetValueOrDefault(number) : null;

    /// <summary>The numbers of a message's extensions; null when no such message is known.</summary>
    public IReadOnlyCollection<int>? FindExtensionNumbers(string containingType)
    {
        if (_extensions.TryGetValue(containingType, out SortedDictionary<int, FileDescriptor>? numbers))
            return numbers.Keys;
        return _files.Values.Any(file => file.FindSymbol(containingType) is MessageDescriptor) ? [] : null;
    }

    /// <summary>A file and all that it imports, each once, the file first.</summary>
    public static IEnumerable<FileDescriptor> WithImports(FileDescriptor file)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { file.Name };
        var queue = new Queue<FileDescriptor>([file]);
        while (queue.TryDequeue(out FileDescriptor? next))
        {
            yield return next;
            foreach (FileDescriptor import in next.Dependencies)
                if (seen.Add(import.Name))
                    queue.Enqueue(import);
        }
    }

    private void Add(FileDescriptor file)
    {
        foreach (FileDescriptor each in WithImports(file))
        {
            if (!_files.TryAdd(each.Name, each))
                continue;
            AddExtensions(each.Extensions);
            foreach (MessageDescriptor message in each.Messages)
                AddExtensions(message);
        }
    }

    private void AddExtensions(MessageDescriptor message)
    {
        AddExtensions(message.Extensions);
        foreach (MessageDescriptor nested in message.NestedMessages)
            AddExtensions(nested);
    }

    private void AddExtensions(IEnumerable<FieldDescriptor> extensions)
    {
        foreach (FieldDescriptor extension in extensions)
        {
            string type = extension.ExtendedType!.FullName;
            if (!_extensions.TryGetValue(type, out SortedDictionary<int, FileDescriptor>? numbers))
                _extensions[type] = numbers = [];
            numbers[extension.Number] = extension.File;
        }
    }
}
