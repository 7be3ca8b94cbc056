namespace Peregrine.Server;

/// <summary>A request that waits for its handler: read already, or as bytes of the shared pool when its marshaller is not trusted.</summary>
internal readonly record struct ReceivedRequest<TRequest>(TRequest? Message, byte[]? Bytes, int Length, int WireBytes, bool WasCompressed)
    where TRequest : class;
