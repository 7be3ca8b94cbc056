namespace Peregrine.Server;

/// <summary>The methods of a server by path. Immutable.</summary>
internal sealed class MethodTable
{
    private readonly Dictionary<string, MethodEntry> _byPath = new(StringComparer.Ordinal);
    private readonly HashSet<string> _services = new(StringComparer.Ordinal);

    public MethodTable(IReadOnlyCollection<MethodEntry> entries, MethodEntry? fallback = null)
    {
        Fallback = fallback;
        foreach (MethodEntry entry in entries)
        {
            _byPath.Add(entry.Method.FullName, entry);
            _services.Add(entry.Method.ServiceName);
        }
    }

    /// <summary>The names of all services.</summary>
    public IEnumerable<string> Services => _services;

    /// <summary>Takes the calls that no method is for; null when they end with UNIMPLEMENTED.</summary>
    public MethodEntry? Fallback { get; }

    /// <summary>Rule 80: the path is compared exactly, case and all.</summary>
    public MethodEntry? Find(string path) => _byPath.GetValueOrDefault(path) ?? Fallback;

    /// <summary>The end of a call to a path that nobody serves.</summary>
    public Status Unknown(string path)
    {
        int slash = path.LastIndexOf('/');
        if (slash <= 0 || path[0] != '/')
            return new Status(StatusCode.Unimplemented, $"the path '{EchoedText.Of(path)}' is not of the form /service/method");
        string service = path[1..slash];
        return _services.Contains(service)
            ? new Status(StatusCode.Unimplemented, $"unknown method {EchoedText.Of(path[(slash + 1)..])} for service {service}")
            : new Status(StatusCode.Unimplemented, $"unknown service {EchoedText.Of(service)}");
    }
}
