namespace Peregrine;

/// <summary>A service that can be served. Generated <c>XxxBase</c> classes implement it.</summary>
public interface IGrpcService
{
    /// <summary>Says which methods there are and what handles them.</summary>
    void Bind(ServiceBinder binder);
}
