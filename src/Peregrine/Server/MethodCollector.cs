using Peregrine.Schema;

namespace Peregrine.Server;

/// <summary>Takes the methods of the services that a server adds, and puts the interceptors around their handlers, once.</summary>
internal sealed class MethodCollector(GrpcServerOptions options) : ServiceBinder
{
    private readonly Dictionary<string, MethodEntry> _entries = new(StringComparer.Ordinal);
    private readonly List<Func<ServiceDescriptor>> _descriptors = [];
    private readonly Interceptor[] _innermostFirst = InnermostFirst(options.Interceptors);
    private MethodEntry? _fallback;

    /// <summary>The names of the services so far.</summary>
    public IEnumerable<string> ServiceNames => _entries.Values.Select(entry => entry.Method.ServiceName);

    /// <summary>What the services so far consist of, as far as they told.</summary>
    public IEnumerable<ServiceDescriptor> Descriptors => _descriptors.Select(descriptor => descriptor());

    /// <summary>Everything that was added.</summary>
    public MethodTable Build() => new(_entries.Values, _fallback);

    /// <summary>Adds the handler of the calls that no method is for.</summary>
    public void AddFallback(DuplexStreamingServerMethod<byte[], byte[]> handler)
    {
        if (_fallback is not null)
            throw new InvalidOperationException("A fallback handler was added twice.");
        var method = new Method<byte[], byte[]>(MethodType.DuplexStreaming, "*", "*", Marshallers.Raw, Marshallers.Raw);
        _fallback = new DuplexStreamingEntry<byte[], byte[]>(method, Intercept(handler), MethodSettings.For(method, options)) { Labels = null };
    }

    public override void AddDescriptor(Func<ServiceDescriptor> descriptor) => _descriptors.Add(descriptor);

    public override void AddUnary<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse> handler)
    {
        foreach (Interceptor interceptor in _innermostFirst)
        {
            UnaryServerMethod<TRequest, TResponse> next = handler;
            handler = (request, context) => interceptor.UnaryServerHandler(request, context, next);
        }

        Add(new UnaryEntry<TRequest, TResponse>(method, handler, MethodSettings.For(method, options)), MethodType.Unary);
    }

    public override void AddClientStreaming<TRequest, TResponse>(Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse> handler)
    {
        foreach (Interceptor interceptor in _innermostFirst)
        {
            ClientStreamingServerMethod<TRequest, TResponse> next = handler;
            handler = (requests, context) => interceptor.ClientStreamingServerHandler(requests, context, next);
        }

        Add(new ClientStreamingEntry<TRequest, TResponse>(method, handler, MethodSettings.For(method, options)), MethodType.ClientStreaming);
    }

    public override void AddServerStreaming<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse> handler)
    {
        foreach (Interceptor interceptor in _innermostFirst)
        {
            ServerStreamingServerMethod<TRequest, TResponse> next = handler;
            handler = (request, responses, context) => interceptor.ServerStreamingServerHandler(request, responses, context, next);
        }

        Add(new ServerStreamingEntry<TRequest, TResponse>(method, handler, MethodSettings.For(method, options)), MethodType.ServerStreaming);
    }

    public override void AddDuplexStreaming<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse> handler)
    {
        Add(new DuplexStreamingEntry<TRequest, TResponse>(method, Intercept(handler), MethodSettings.For(method, options)), MethodType.DuplexStreaming);
    }

    private DuplexStreamingServerMethod<TRequest, TResponse> Intercept<TRequest, TResponse>(DuplexStreamingServerMethod<TRequest, TResponse> handler)
        where TRequest : class where TResponse : class
    {
        foreach (Interceptor interceptor in _innermostFirst)
        {
            DuplexStreamingServerMethod<TRequest, TResponse> next = handler;
            handler = (requests, responses, context) => interceptor.DuplexStreamingServerHandler(requests, responses, context, next);
        }

        return handler;
    }

    private static Interceptor[] InnermostFirst(IReadOnlyList<Interceptor> outermostFirst)
    {
        var interceptors = new Interceptor[outermostFirst.Count];
        for (int i = 0; i < interceptors.Length; i++)
            interceptors[^(i + 1)] = outermostFirst[i];
        return interceptors;
    }

    private void Add(MethodEntry entry, MethodType type)
    {
        if (entry.Method.Type != type)
            throw new ArgumentException($"{entry.Method.FullName} is {entry.Method.Type}, and was added as {type}.");
        if (!_entries.TryAdd(entry.Method.FullName, entry))
            throw new InvalidOperationException($"{entry.Method.FullName} was added twice.");
    }
}
