using Peregrine.Schema;

namespace Peregrine.Server;

/// <summary>The methods of a server by path. Immutable.</summary>
internal sealed class MethodTable
{
    private readonly Dictionary<string, MethodEntry> _byPath;
    private readonly HashSet<string> _services;

    public MethodTable(IReadOnlyCollection<MethodEntry> entries, MethodEntry? fallback = null, IReadOnlyList<ServiceDescriptor>? descriptors = null)
    {
        Fallback = fallback;
        Descriptors = [.. descriptors ?? []];
        _byPath = entries.ToDictionary(entry => entry.Method.FullName, StringComparer.Ordinal);
        _services = entries.Select(entry => entry.Method.ServiceName).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The names of all services.</summary>
    public IEnumerable<string> Services => _services;

    /// <summary>What the services consist of, as far as they told.</summary>
    public IReadOnlyList<ServiceDescriptor> Descriptors { get; }

    /// <summary>Takes the calls that no method is for; null when they end with UNIMPLEMENTED.</summary>
    public MethodEntry? Fallback { get; }

    /// <summary>Rule 80: the path is compared exactly, case and all.</summary>
    public MethodEntry? Find(string path) => _byPath.GetValueOrDefault(path) ?? Fallback;

    /// <summary>The end of a call to a path that nobody serves.</summary>
    public Status Unknown(string path)
    {
        int slash = path.LastIndexOf('/');
        if (slash <= 0 || path[0] != '/')
            return new Status(StatusCode.Unimplemented, $"the path '{path}' is not of the form /service/method");
        string service = path[1..slash];
        return _services.Contains(service)
            ? new Status(StatusCode.Unimplemented, $"unknown method {path[(slash + 1)..]} for service {service}")
            : new Status(StatusCode.Unimplemented, $"unknown service {service}");
    }
}
