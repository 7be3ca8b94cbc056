namespace Peregrine.Client;

/// <summary>Request to bytes, with what goes wrong as a status: the marshaller may be the application's.</summary>
internal static class RequestSerializer
{
    public static bool TrySerialize<TRequest>(Marshaller<TRequest> marshaller, TRequest request, int maxBytes, ref byte[] buffer, out SerializedMessage message, out Status error)
    {
        error = default;
        message = default;
        try
        {
            message = marshaller.Serialize(request, CallStream.Headroom, ref buffer);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            error = new Status(StatusCode.Internal, $"the request could not be serialized: {e.Message}", e);
            return false;
        }
        if (message.Length <= maxBytes)
            return true;
        error = new Status(StatusCode.ResourceExhausted, $"message of {message.Length} bytes exceeds {nameof(GrpcChannelOptions.MaxSendMessageSize)} ({maxBytes})");
        return false;
    }
}
