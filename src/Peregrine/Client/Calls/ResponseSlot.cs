namespace Peregrine.Client;

/// <summary>The one response that unary and client-streaming calls want (rule 12). Transport callbacks only, which are serial.</summary>
internal struct ResponseSlot<TResponse>
    where TResponse : class
{
    private bool _hasMessage;

    public TResponse? Response { get; private set; }

    /// <summary>Takes a message: parsed in place when the marshaller is known to be quick, else kept for the handle to parse. False: the call ends with <paramref name="error"/>.</summary>
    /// <param name="payload">The message.</param>
    /// <param name="owned">The same in an array that it may keep; null where it is lent.</param>
    /// <param name="marshaller">What reads it.</param>
    /// <param name="handle">Who is told.</param>
    /// <param name="error">How the call ends.</param>
    public bool TryTake(ReadOnlySpan<byte> payload, byte[]? owned, Marshaller<TResponse> marshaller, UnaryHandle<TResponse> handle, out Status error)
    {
        error = default;
        if (_hasMessage)
        {
            error = new Status(StatusCode.Unimplemented, "the server sent more than one response to a call that has one");
            return false;
        }
        _hasMessage = true;
        if (!marshaller.IsTrusted)
        {
            handle.SetRaw(payload);
            return true;
        }
        try
        {
            Response = owned is null ? marshaller.Deserialize(payload) : marshaller.DeserializeOwned(owned);
            return true;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            error = new Status(StatusCode.Internal, $"the response could not be parsed: {e.Message}", e);
            return false;
        }
    }

    /// <summary>OK needs its one message; any other status drops what message came.</summary>
    public readonly CallOutcome Conclude(in CallEnd end) => end.Status.StatusCode == StatusCode.OK && !_hasMessage
        ? new CallOutcome(new Status(StatusCode.Unimplemented, "the server ended the call with OK but sent no response"), end.Trailers)
        : CallOutcome.From(end);
}
