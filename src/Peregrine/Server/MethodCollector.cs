namespace Peregrine.Server;

/// <summary>Takes the methods of the services that a server adds, and puts the interceptors around their handlers, once.</summary>
internal sealed class MethodCollector(GrpcServerOptions options) : ServiceBinder
{
    private readonly Dictionary<string, MethodEntry> _entries = new(StringComparer.Ordinal);

    public MethodTable Build() => new(_entries.Values);

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
        foreach (Interceptor interceptor in options.Interceptors.Reverse())
        {
            DuplexStreamingServerMethod<TRequest, TResponse> next = handler;
            handler = (requests, responses, context) => interceptor.DuplexStreamingServerHandler(requests, responses, context, next);
        }

        Add(new DuplexStreamingEntry<TRequest, TResponse>(method, handler, MethodSettings.For(method, options)), MethodType.DuplexStreaming);
    }

    private void Add(MethodEntry entry, MethodType type)
    {
        if (entry.Method.Type != type)
            throw new ArgumentException($"{entry.Method.FullName} is {entry.Method.Type}, and was added as {type}.");
        if (!_entries.TryAdd(entry.Method.FullName, entry))
            throw new InvalidOperationException($"{entry.Method.FullName} was added twice.");
    }
}
