namespace Peregrine.Server;

/// <summary>What a handler's exception says to the caller (rule 15).</summary>
internal static class HandlerFailure
{
    /// <summary>The status and trailers the call ends with.</summary>
    public static Status ToStatus(Exception exception, CallContext context, bool detailed, out Metadata? trailers)
    {
        trailers = context.TrailersIfAny;
        switch (exception)
        {
            case RpcException { StatusCode: not StatusCode.OK } rpc:
                trailers = Join(trailers, rpc.Trailers);
                return rpc.Status;
            case OperationCanceledException when context.IsCancelled:
                return new Status(StatusCode.Cancelled, "the call was cancelled", exception);
            default:
                // The text of an exception may be confidential: it goes out only when the server says so.
                string detail = detailed
                    ? $"the handler threw {exception.GetType().Name}: {exception.Message}"
                    : "the handler threw an exception";
                return new Status(StatusCode.Unknown, detail, exception);
        }
    }

    /// <summary>Whether the exception is a fault worth a log line rather than a chosen status or the echo of a cancellation.</summary>
    public static bool IsFault(Exception exception, CallContext context) =>
        exception is not RpcException { StatusCode: not StatusCode.OK } && !(exception is OperationCanceledException && context.IsCancelled);

    private static Metadata? Join(Metadata? set, Metadata thrown)
    {
        if (thrown.Count == 0)
            return set;
        if (set is not { Count: > 0 })
            return thrown;
        var both = new Metadata();
        foreach (Metadata.Entry entry in set)
            both.Add(entry);
        foreach (Metadata.Entry entry in thrown)
            both.Add(entry);
        return both;
    }
}
