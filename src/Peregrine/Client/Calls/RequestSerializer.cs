using Peregrine.Messages;

namespace Peregrine.Client;

/// <summary>Request to bytes, with what goes wrong as a status: the marshaller may be the application's.</summary>
internal static class RequestSerializer
{
    public static bool TrySerialize<TRequest>(Marshaller<TRequest> marshaller, TRequest request, int maxBytes, MessageScratch scratch, out Status error)
    {
        try
        {
            scratch.Serialize(marshaller, request, CallStream.Headroom);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            error = Failed(e);
            return false;
        }
        error = scratch.PayloadLength > maxBytes ? TooLong(scratch.PayloadLength, maxBytes) : default;
        return scratch.PayloadLength <= maxBytes;
    }

    public static bool TrySerialize<TRequest>(Marshaller<TRequest> marshaller, TRequest request, int maxBytes, ref byte[] buffer, List<ArraySegment<byte>> parts, out SerializedMessage message, out Status error)
    {
        error = default;
        message = default;
        try
        {
            message = marshaller.Serialize(request, CallStream.Headroom, ref buffer, LongMessage.LeastBytes, parts);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            error = Failed(e);
            return false;
        }
        if (message.Length <= maxBytes)
            return true;
        error = TooLong(message.Length, maxBytes);
        return false;
    }

    private static Status Failed(Exception e) => new(StatusCode.Internal, $"the request could not be serialized: {e.Message}", e);

    private static Status TooLong(int length, int maxBytes) =>
        new(StatusCode.ResourceExhausted, $"message of {length} bytes exceeds {nameof(GrpcChannelOptions.MaxSendMessageSize)} ({maxBytes})");
}
