namespace Peregrine.Server;

/// <summary>The local ways to one server. Any thread.</summary>
internal sealed class LocalTransports
{
    private readonly Lock _gate = new();
    private readonly List<LocalTransport> _transports = [];

    public void Add(LocalTransport transport)
    {
        lock (_gate)
            _transports.Add(transport);
    }

    public void Remove(LocalTransport transport)
    {
        lock (_gate)
            _transports.Remove(transport);
    }

    public LocalTransport[] ToArray()
    {
        lock (_gate)
            return [.. _transports];
    }
}
