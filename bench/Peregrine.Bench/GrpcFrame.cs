using System.Buffers.Binary;

namespace Peregrine.Bench;

/// <summary>The messages of bench.proto by hand, with the five bytes of gRPC's prefix, for the servers and clients that use no gRPC library.</summary>
internal static class GrpcFrame
{
    public const int Prefix = 5;
    public const string Unary = "/bench.v1.BenchService/UnaryCall";
    public const string Streaming = "/bench.v1.BenchService/StreamingCall";
    public const string ServerStream = "/bench.v1.BenchService/ServerStream";

    /// <summary>A framed SimpleRequest with a payload of zeros.</summary>
    public static byte[] SimpleRequest(int responseSize, int payload)
    {
        byte[] message = new byte[Prefix + 6 + 6 + payload];
        int at = Prefix;
        if (responseSize != 0)
        {
            message[at++] = 0x08;
            at = PutVarint(message, at, responseSize);
        }

        return Finish(message, PutPayload(message, at, 0x12, payload) + payload);
    }

    /// <summary>A framed SimpleResponse with a payload of zeros, allocated for this call as a handler would.</summary>
    public static byte[] SimpleResponse(int payload)
    {
        byte[] message = new byte[Prefix + 1 + VarintBytes(payload) + payload];
        return Finish(message, PutPayload(message, Prefix, 0x0a, payload) + payload);
    }

    /// <summary>A framed StreamRequest.</summary>
    public static byte[] StreamRequest(int count, int responseSize)
    {
        byte[] message = new byte[Prefix + 12];
        message[Prefix] = 0x08;
        int at = PutVarint(message, Prefix + 1, count);
        message[at++] = 0x10;
        return Finish(message, PutVarint(message, at, responseSize));
    }

    /// <summary>The two numbers of a request: response_size (SimpleRequest), or count and response_size (StreamRequest).</summary>
    public static (int First, int Second) Read(ReadOnlySpan<byte> message)
    {
        int first = 0;
        int second = 0;
        for (int at = 0; at < message.Length;)
        {
            int tag = message[at++];
            int value = GetVarint(message, ref at);
            if (tag == 0x08) first = value;
            else if (tag == 0x10) second = value;
            else if ((tag & 7) == 2) at += value;
        }

        return (first, second);
    }

    /// <summary>The length of the message behind a prefix.</summary>
    public static int Length(ReadOnlySpan<byte> prefix) => BinaryPrimitives.ReadInt32BigEndian(prefix[1..]);

    private static int PutPayload(byte[] message, int at, byte tag, int payload)
    {
        if (payload == 0) return at;
        message[at++] = tag;
        return PutVarint(message, at, payload);
    }

    private static byte[] Finish(byte[] message, int end)
    {
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), end - Prefix);
        return end == message.Length ? message : message[..end];
    }

    private static int VarintBytes(int value) => value == 0 ? 1 : (31 - int.LeadingZeroCount(value) + 7) / 7;

    private static int PutVarint(byte[] into, int at, int value)
    {
        for (; value >= 0x80; value >>= 7) into[at++] = (byte)(value | 0x80);
        into[at++] = (byte)value;
        return at;
    }

    private static int GetVarint(ReadOnlySpan<byte> from, ref int at)
    {
        int value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte b = from[at++];
            value |= (b & 0x7f) << shift;
            if (b < 0x80) return value;
        }
    }
}
