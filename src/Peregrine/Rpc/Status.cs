using System.Diagnostics.CodeAnalysis;
using Peregrine.Protobuf;
using Peregrine.Protobuf.WellKnownTypes;

namespace Peregrine.Rpc;

/// <content>Details by type, and the way to an exception.</content>
public sealed partial class Status
{
    /// <summary>The trailer that carries an error with its details.</summary>
    internal const string Trailer = "grpc-status-details-bin";

    /// <summary>Creates an error with details.</summary>
    public static Status Create(StatusCode code, string message, params ReadOnlySpan<IMessage> details)
    {
        var status = new Status { Code = (int)code, Message = message };
        foreach (IMessage detail in details)
            status.AddDetail(detail);
        return status;
    }

    /// <summary>Adds a detail and returns this.</summary>
    public Status AddDetail(IMessage detail)
    {
        Details.Add(Any.Pack(detail));
        return this;
    }

    /// <summary>The first detail of a type; null when there is none.</summary>
    public T? GetDetail<T>()
        where T : class, IMessage<T> => TryGetDetail(out T? detail) ? detail : null;

    /// <summary>The first detail of a type, if there is one.</summary>
    public bool TryGetDetail<T>([NotNullWhen(true)] out T? detail)
        where T : class, IMessage<T>
    {
        foreach (Any any in Details)
            if (any.TryUnpack(out detail))
                return true;
        detail = null;
        return false;
    }

    /// <summary>The error as the exception that a handler throws.</summary>
    public RpcException ToRpcException()
    {
        var trailers = new Metadata();
        trailers.SetRpcStatus(this);
        return new RpcException(new Peregrine.Status((StatusCode)Code, Message), trailers);
    }
}
