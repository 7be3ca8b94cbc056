using Peregrine.Schema;

namespace Peregrine.Server;

/// <summary>Takes the methods of the services that a server adds, and puts the interceptors around their handlers, once.</summary>
internal sealed class MethodCollector(GrpcServerOptions options) : ServiceBinder
{
    private readonly Dictionary<string, MethodEntry> _entries = new(StringComparer.Ordinal);
    private readonly List<ServiceDescriptor> _descriptors = [];
    private MethodEntry? _fallback;

    /// <summary>The names of the services so far.</summary>
    public IEnumerable<string> ServiceNames => _entries.Values.Select(entry => entry.Method.ServiceName);

    /// <summary>What the services so far consist of, as far as they told.</summary>
    public IReadOnlyList<ServiceDescriptor> Descriptors => _descriptors;

    /// <summary>Everything that was added.</summary>
    public MethodTable Build() => new(_entries.Values, _fallback, _descriptors);

    /// <summary>Adds the handler of the calls that no method is for.</summary>
    public void AddFallback(DuplexStreamingServerMethod<byte[], byte[]> handler)
    {
        if (_fallback is not null)
            throw new InvalidOperationException("A fallback handler was added twice.");
        var method = new Method<byte[], byte[]>(MethodType.DuplexStreaming, "*", "*", Marshallers.Raw, Marshallers.Raw);
        _fallback = new DuplexStreamingEntry<byte[], byte[]>(method, Intercept(handler), MethodSettings.For(method, options)) { Labels = null };
    }

    public override void AddDescriptor(ServiceDescriptor descriptor) => _descriptors.Add(descriptor);

    public override void AddUnary<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse> handler)
    {
        foreach (Interceptor interceptor in options.Interceptors.Reverse())
        {
            UnaryServerMethod<TRequest, TResponse> next = handler;
            handler = (request, context) => interceptor.UnaryServerHandler(request, context, next);
        }

        Add(new UnaryEntry<TRequest, TResponse>(method, handler, MethodSettings.For(method, options)), MethodType.Unary);
    }

    public override void AddClientStreaming<TRequest, TResponse>(Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse> handler)
    {
        foreach (Interceptor interceptor in options.Interceptors.Reverse())
        {
            ClientStreamingServerMethod<TRequest, TResponse> next = handler;
            handler = (requests, context) => interceptor.ClientStreamingServerHandler(requests, context, next);
        }

        Add(new ClientStreamingEntry<TRequest, TResponse>(method, handler, MethodSettings.For(method, options)), MethodType.ClientStreaming);
    }

    public override void AddServerStreaming<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse> handler)
    {
        foreach (Interceptor interceptor in options.Interceptors.Reverse())
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
        foreach (Interceptor interceptor in options.Interceptors.Reverse())
        {
            DuplexStreamingServerMethod<TRequest, TResponse> next = handler;
            handler = (requests, responses, context) => interceptor.DuplexStreamingServerHandler(requests, responses, context, next);
        }

        return handler;
    }

    private void Add(MethodEntry entry, MethodType type)
    {
        if (entry.Method.Type != type)
            throw new ArgumentException($"{entry.Method.FullName} is {entry.Method.Type}, and was added as {type}.");
        if (!_entries.TryAdd(entry.Method.FullName, entry))
            throw new InvalidOperationException($"{entry.Method.FullName} was added twice.");
    }
}
