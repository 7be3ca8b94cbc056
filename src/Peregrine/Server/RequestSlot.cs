using System.Buffers;

namespace Peregrine.Server;

/// <summary>
/// The one request of a unary or server-streaming call. A trusted marshaller reads it from the receive buffer; for others the bytes are kept
/// until the handler's thread reads them. A mutable struct that lives in its call.
/// </summary>
internal struct RequestSlot<TRequest>
    where TRequest : class
{
    private TRequest? _message;
    private byte[]? _bytes;
    private int _length;

    /// <summary>Whether the request has arrived.</summary>
    public readonly bool HasMessage => _message is not null || _bytes is not null;

    /// <summary>Whether it came compressed.</summary>
    public bool WasCompressed { get; private set; }

    public void Reset() => this = default;

    /// <summary>Takes a message. False with the end of the call when it is one too many or cannot be read.</summary>
    /// <param name="payload">The message.</param>
    /// <param name="owned">The same in an array that it may keep; null where it is lent.</param>
    /// <param name="compressed">Whether it came compressed.</param>
    /// <param name="marshaller">What reads it.</param>
    /// <param name="fault">How the call ends.</param>
    public bool Take(ReadOnlySpan<byte> payload, byte[]? owned, bool compressed, Marshaller<TRequest> marshaller, out Status fault)
    {
        fault = default;
        if (HasMessage)
        {
            // Rule 33; the code is statuscodes.md's for a broken cardinality.
            fault = new Status(StatusCode.Unimplemented, "more than one request message came for a method that takes one");
            return false;
        }

        WasCompressed = compressed;
        if (marshaller.IsTrusted)
            return RequestParser.TryParse(marshaller, payload, owned, out _message, out fault);
        _bytes = ArrayPool<byte>.Shared.Rent(payload.Length);
        _length = payload.Length;
        payload.CopyTo(_bytes);
        return true;
    }

    /// <summary>The message, for the handler. Throws what an untrusted marshaller throws, as an <see cref="RpcException"/>.</summary>
    public TRequest Read(Marshaller<TRequest> marshaller)
    {
        if (_bytes is null)
            return _message!;
        byte[] bytes = _bytes;
        _bytes = null;
        bool parsed = RequestParser.TryParse(marshaller, bytes.AsSpan(0, _length), null, out _message, out Status fault);
        ArrayPool<byte>.Shared.Return(bytes);
        return parsed ? _message! : throw new RpcException(fault);
    }
}
