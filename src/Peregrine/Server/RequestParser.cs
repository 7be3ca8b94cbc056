using System.Diagnostics.CodeAnalysis;

namespace Peregrine.Server;

/// <summary>Bytes to requests, faults as values.</summary>
internal static class RequestParser
{
    /// <summary>Reads a message, out of an array that it may keep if <paramref name="owned"/> is not null.</summary>
    public static bool TryParse<TRequest>(
        Marshaller<TRequest> marshaller, ReadOnlySpan<byte> payload, byte[]? owned, [NotNullWhen(true)] out TRequest? message, out Status fault)
        where TRequest : class
    {
        try
        {
            message = owned is null ? marshaller.Deserialize(payload) : marshaller.DeserializeOwned(owned);
            fault = default;
            if (message is not null)
                return true;
            fault = new Status(StatusCode.Internal, "the request's marshaller returned null");
        }
        catch (Exception e)
        {
            // A marshaller may throw anything; whatever it is, this call ends and others go on.
            message = null;
            fault = new Status(StatusCode.Internal, $"the request cannot be read: {e.Message}", e);
        }

        return false;
    }
}
