using System.Buffers.Binary;
using Peregrine.Messages;

namespace Peregrine.Framing;

/// <summary>
/// Cuts received DATA into messages and inflates them. A message that lies whole in what arrived is handed on in place; others are
/// put together in pooled memory that grows with what has arrived. Lives in its call; a mutable struct, never copied.
/// </summary>
internal struct MessageReader
{
    // A copy of less than this costs no more than the array does.
    private const int LongFromBytes = 16 * 1024;

    // Rule 62: what a peer declares costs no more than this before a quarter of it has come.
    private const int AtOnceBytes = 128 * 1024;
    private const int MostAhead = 4;

    private MessageLimits _limits;
    private ICompressionProvider? _encoding;

    // The message that has begun: its prefix so far (flag and length, big-endian), and what has arrived of its payload.
    private ulong _prefix;
    private int _prefixBytes;
    private PooledBytes _partial;

    // Instead of _partial where the message may keep it: an array of the message's length, and how much of it is filled.
    private byte[]? _own;
    private int _filled;

    /// <param name="limits">What is too long.</param>
    /// <param name="encoding">The call's compression; null when it has none.</param>
    public MessageReader(MessageLimits limits, ICompressionProvider? encoding) => Begin(limits, encoding);

    /// <summary>Whether a message has begun and is not whole.</summary>
    public readonly bool IsInsideMessage => _prefixBytes > 0;

    /// <summary>The bytes that have to arrive before the message that has begun is whole; 0 while its length is not known.</summary>
    public readonly int MissingBytes => _prefixBytes == MessagePrefix.Length ? PayloadLength - Arrived : 0;

    /// <summary>The bytes of it that have arrived; 0 where none are missing.</summary>
    public readonly int ArrivedBytes => MissingBytes > 0 ? Arrived : 0;

    /// <summary>How many messages were handed on.</summary>
    public int Messages { get; private set; }

    /// <summary>Whether the message that is just being handed on came compressed.</summary>
    public bool IsMessageCompressed { get; private set; }

    /// <summary>Where the next bytes of the message may be received, to be given to <see cref="Read"/> then; empty where they are copied anyway. It is not to be cleared meanwhile.</summary>
    public readonly ArraySegment<byte> Room => _own is null ? _partial.Room(MissingBytes) : new ArraySegment<byte>(_own, _filled, _own.Length - _filled);

    private readonly int PayloadLength => (int)(uint)_prefix;

    private readonly int Arrived => _own is null ? _partial.Count : _filled;

    /// <summary>Begins with another call's messages, as a new reader would: in place, since copying one over another goes by way of the runtime.</summary>
    public void Begin(MessageLimits limits, ICompressionProvider? encoding)
    {
        Clear();
        _limits = limits;
        _encoding = encoding;
        _prefix = 0;
        Messages = 0;
        IsMessageCompressed = false;
    }

    /// <summary>
    /// Takes what arrived and hands whole messages to <paramref name="listener"/>. False when the peer broke the framing or a limit:
    /// <paramref name="error"/> then says how the call ends, and nothing may be read after it.
    /// </summary>
    public bool Read(ReadOnlySpan<byte> data, CallListener listener, out Status error)
    {
        error = default;
        while (data.Length > 0)
        {
            if (_prefixBytes < MessagePrefix.Length)
            {
                if (!ReadPrefix(ref data))
                    return true;
                if (!CheckPrefix(out error))
                    return false;
            }

            int missing = PayloadLength - Arrived;
            if (data.Length < missing)
            {
                Append(data, listener);
                return true;
            }

            ReadOnlySpan<byte> rest = data[..missing];
            data = data[missing..];
            if (!Complete(rest, listener, out error))
                return false;
        }

        return true;
    }

    /// <summary>Gives the memory of a message that never became whole back.</summary>
    public void Clear()
    {
        _partial.Clear();
        _own = null;
        _prefixBytes = 0;
    }

    private void Append(ReadOnlySpan<byte> data, CallListener listener)
    {
        if (_own is null && PayloadLength >= LongFromBytes)
            PrepareLong(data, listener);
        if (_own is null)
            _partial.Append(data);
        else
            Fill(data);
    }

    // As much in one array as may be: then the rest of the message can be received where it is to lie.
    private void PrepareLong(ReadOnlySpan<byte> data, CallListener listener)
    {
        bool isWhole = PayloadLength <= AtOnceBytes || (long)(_partial.Count + data.Length) * MostAhead >= PayloadLength;
        if (!isWhole || _prefix >> 32 != 0 || !listener.WantsOwned)
        {
            _partial.Reserve(data.Length, isWhole ? PayloadLength - _partial.Count : AtOnceBytes - _partial.Count);
            return;
        }

        _own = GC.AllocateUninitializedArray<byte>(PayloadLength);
        _filled = _partial.Count;
        _partial.Written.CopyTo(_own);
        _partial.Clear();
    }

    private void Fill(ReadOnlySpan<byte> data)
    {
        Span<byte> place = _own.AsSpan(_filled, data.Length);
        if (data != place) // the same memory, where it was received in Room
            data.CopyTo(place);
        _filled += data.Length;
    }

    // Rule 31: the prefix may straddle frames.
    private bool ReadPrefix(ref ReadOnlySpan<byte> data)
    {
        if (_prefixBytes == 0 && data.Length >= MessagePrefix.Length)
        {
            _prefix = (ulong)data[0] << 32 | BinaryPrimitives.ReadUInt32BigEndian(data[1..]);
            _prefixBytes = MessagePrefix.Length;
            data = data[MessagePrefix.Length..];
            return true;
        }

        int take = Math.Min(MessagePrefix.Length - _prefixBytes, data.Length);
        foreach (byte b in data[..take])
            _prefix = _prefix << 8 | b;
        _prefixBytes += take;
        data = data[take..];
        return _prefixBytes == MessagePrefix.Length;
    }

    private readonly bool CheckPrefix(out Status error)
    {
        uint flag = (uint)(_prefix >> 32) & 0xFF;
        if ((uint)_prefix > (uint)_limits.MaxBytes)
            error = _limits.TooLong((uint)_prefix);
        else if (flag > MessagePrefix.Compressed)
            error = new Status(StatusCode.Internal, $"message flag {flag} is neither 0 (as is) nor 1 (compressed)");
        else if (flag == MessagePrefix.Compressed && _encoding is null)
            error = new Status(StatusCode.Internal, "a compressed message came on a call without grpc-encoding");
        else
            error = default;
        return error.StatusCode == StatusCode.OK;
    }

    private bool Complete(ReadOnlySpan<byte> rest, CallListener listener, out Status error)
    {
        error = default;
        int wireBytes = MessagePrefix.Length + PayloadLength;
        IsMessageCompressed = _prefix >> 32 == MessagePrefix.Compressed;
        _prefixBytes = 0;
        _prefix = 0;
        Messages++;
        if (_own is { } owned)
        {
            Fill(rest);
            _own = null;
            listener.OnOwnedMessage(owned, wireBytes);
            return true;
        }

        ReadOnlySpan<byte> payload = rest;
        PooledBytes whole = default;
        if (_partial.Count > 0)
        {
            // No longer this object's, which the listener may clear, by ending the call, while it still looks at the bytes.
            whole = _partial;
            _partial = default;
            whole.Append(rest);
            payload = whole.Written;
        }

        bool fits = true;
        if (IsMessageCompressed)
            fits = Inflater.TryInflate(payload, _encoding!, _limits, wireBytes, listener, out error);
        else
            listener.OnMessage(payload, wireBytes);
        whole.Clear();
        return fits;
    }
}
