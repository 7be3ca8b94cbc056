using System.Diagnostics.CodeAnalysis;
using Peregrine.Protobuf;

namespace Peregrine;

/// <summary>Rich errors: the details that travel with a status.</summary>
public static class RpcStatusExtensions
{
    /// <summary>The error with details that came with the exception; null when none came, or none that can be read.</summary>
    public static Rpc.Status? GetRpcStatus(this RpcException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return exception.Trailers.GetRpcStatus();
    }

    /// <summary>The error with details in some trailers; null when there is none, or none that can be read.</summary>
    public static Rpc.Status? GetRpcStatus(this Metadata trailers)
    {
        ArgumentNullException.ThrowIfNull(trailers);
        if (trailers.GetValueBytes(Rpc.Status.Trailer) is not { } bytes)
            return null;
        try
        {
            return Rpc.Status.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            // What a peer attached to an error must not hide the error.
            return null;
        }
    }

    /// <summary>Puts an error with details into trailers.</summary>
    public static void SetRpcStatus(this Metadata trailers, Rpc.Status status)
    {
        ArgumentNullException.ThrowIfNull(trailers);
        trailers.Add(Rpc.Status.Trailer, status.ToByteArray());
    }

    /// <summary>The first detail of a type that came with the exception, if one did.</summary>
    public static bool TryGetDetail<T>(this RpcException exception, [NotNullWhen(true)] out T? detail)
        where T : class, IMessage<T>
    {
        detail = null;
        return exception.GetRpcStatus()?.TryGetDetail(out detail) == true;
    }
}
