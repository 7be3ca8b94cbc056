using System.Buffers;
using System.Buffers.Binary;
using Grpc.Testing;
using Peregrine.Protobuf;

namespace Peregrine.Interop.Misbehaving;

/// <summary>One call at a misbehaving server: what came of its request, what is left of its response. Ends when either is reset or both have ended.</summary>
internal sealed class NegativeStream(int id, long window)
{
    private const int PrefixBytes = 5;

    private readonly ArrayBufferWriter<byte> _request = new();
    private ReadOnlyMemory<byte> _response;

    public int Id => id;

    /// <summary>What the client lets us send.</summary>
    public long Window { get; set; } = window;

    /// <summary>Whether the client has ended its side.</summary>
    public bool RequestEnded { get; set; }

    /// <summary>Whether the whole request has come and was answered.</summary>
    public bool IsAnswered { get; private set; }

    /// <summary>Whether trailers, or what is there in their place, have gone out.</summary>
    public bool ResponseEnded { get; set; }

    /// <summary>Bytes of the response that have not gone out.</summary>
    public int Left => _response.Length;

    /// <summary>Takes a part of the request; true when it is whole.</summary>
    public bool Receive(ReadOnlySpan<byte> data)
    {
        _request.Write(data);
        return !IsAnswered && _request.WrittenCount >= PrefixBytes && _request.WrittenCount == PrefixBytes + BinaryPrimitives.ReadUInt32BigEndian(_request.WrittenSpan[1..]);
    }

    /// <summary>Makes the response that the request asks for.</summary>
    /// <param name="half">Whether to stop in its middle.</param>
    public void Answer(bool half)
    {
        IsAnswered = true;
        SimpleRequest request = SimpleRequest.Parser.ParseFrom(_request.WrittenSpan[PrefixBytes..]);
        byte[] message = new SimpleResponse { Payload = new Payload { Body = ByteString.CopyFrom(new byte[request.ResponseSize]) } }.ToByteArray();
        byte[] framed = new byte[PrefixBytes + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(framed.AsSpan(1), message.Length);
        message.CopyTo(framed, PrefixBytes);
        _response = half ? framed.AsMemory(0, framed.Length / 2) : framed;
    }

    /// <summary>The next bytes of the response.</summary>
    public ReadOnlySpan<byte> Take(int count)
    {
        ReadOnlyMemory<byte> part = _response[..count];
        _response = _response[count..];
        return part.Span;
    }
}
