using System.Buffers;

namespace Peregrine.Protobuf;

/// <summary>The ways into a message from bytes: each makes them contiguous, reads them once, and explains what is wrong with them.</summary>
internal static class MessageDecoding
{
    public static void Parse(IMessage message, ReadOnlySpan<byte> data, ParseOptions options)
    {
        Merge(message, data, options);
        CheckInitialized(message);
    }

    public static void Merge(IMessage message, ReadOnlySpan<byte> data, ParseOptions options)
    {
        var reader = new WireReader(data, options);
        Read(message, ref reader);
    }

    public static void MergeLeased(IMessage message, ReadOnlyMemory<byte> leased, ParseOptions options)
    {
        var reader = new WireReader(leased, options);
        Read(message, ref reader);
    }

    public static void MergeOwned(IMessage message, ReadOnlyMemory<byte> owned, ParseOptions options, out bool isKept)
    {
        var reader = new WireReader(owned, Math.Max(1, owned.Length / 2), options);
        Read(message, ref reader);
        isKept = reader.HasReferred;
    }

    public static void Merge(IMessage message, in ReadOnlySequence<byte> data, ParseOptions options)
    {
        if (data.IsSingleSegment)
        {
            Merge(message, data.FirstSpan, options);
            return;
        }

        if (data.Length > options.MaxMessageBytes)
            throw new InvalidProtocolBufferException($"message of {data.Length} bytes exceeds MaxMessageBytes ({options.MaxMessageBytes})", 0);
        byte[] rented = ArrayPool<byte>.Shared.Rent((int)data.Length);
        try
        {
            data.CopyTo(rented);
            Merge(message, rented.AsSpan(0, (int)data.Length), options);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    public static void Merge(IMessage message, Stream stream, ParseOptions options)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(4096);
        try
        {
            int length = 0;
            for (int read; (read = stream.Read(rented, length, rented.Length - length)) > 0;)
            {
                length += read;
                if (length > options.MaxMessageBytes)
                    throw new InvalidProtocolBufferException($"message of more than {options.MaxMessageBytes} bytes exceeds MaxMessageBytes", 0);
                if (length == rented.Length)
                    rented = Enlarge(rented, length, (int)Math.Min((long)length * 2, Array.MaxLength));
            }

            Merge(message, rented.AsSpan(0, length), options);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    public static bool TryMergeDelimited(IMessage message, Stream stream, ParseOptions options)
    {
        if (!TryReadLength(stream, options, out int length))
            return false;
        // The length is only a claim until the bytes have come: room is made as they do.
        byte[] rented = ArrayPool<byte>.Shared.Rent(Math.Min(length, 64 * 1024));
        try
        {
            int filled = 0;
            while (filled < length)
            {
                if (filled == rented.Length)
                    rented = Enlarge(rented, filled, (int)Math.Min((long)filled * 2, length));
                int read = stream.Read(rented, filled, Math.Min(rented.Length, length) - filled);
                if (read == 0)
                    throw new InvalidProtocolBufferException($"the stream ends {length - filled} bytes before the end of a message of {length}", filled);
                filled += read;
            }

            Merge(message, rented.AsSpan(0, length), options);
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    public static void CheckInitialized(IMessage message)
    {
        if (!message.IsInitialized())
            throw new InvalidProtocolBufferException(RequiredFields.Describe(message));
    }

    private static void Read(IMessage message, ref WireReader reader)
    {
        try
        {
            message.MergeFrom(ref reader);
            if (!reader.IsAtEnd)
                Wire.WireErrors.ThrowStrayEndGroup(reader.Position);
        }
        catch (InvalidProtocolBufferException error) when (error.FieldPath is null && error.Offset > 0)
        {
            string path = FieldPaths.Locate(message.Descriptor, reader.Buffer, error.Offset, reader.Options);
            if (path.Length == 0)
                throw;
            throw new InvalidProtocolBufferException($"{path}: {error.Message}", error) { FieldPath = path, Offset = error.Offset };
        }
    }

    private static bool TryReadLength(Stream stream, ParseOptions options, out int length)
    {
        ulong value = 0;
        for (int shift = 0; shift < 35; shift += 7)
        {
            int next = stream.ReadByte();
            if (next < 0 && shift == 0)
            {
                length = 0;
                return false;
            }

            if (next < 0)
                throw new InvalidProtocolBufferException("the stream ends within the length of a message", shift / 7);
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                if (value > (ulong)options.MaxMessageBytes)
                    throw new InvalidProtocolBufferException($"message of {value} bytes exceeds MaxMessageBytes ({options.MaxMessageBytes})", 0);
                length = (int)value;
                return true;
            }
        }

        throw new InvalidProtocolBufferException("the length of a message has more than 5 bytes", 0);
    }

    private static byte[] Enlarge(byte[] rented, int used, int size)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(size);
        rented.AsSpan(0, used).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(rented);
        return larger;
    }
}
