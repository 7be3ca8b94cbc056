using System.Buffers;
using System.Runtime.InteropServices;
using Peregrine.Protobuf.Tests.Wire;

namespace Peregrine.Protobuf.Tests.Messages;

public class MessageParserTests
{
    private static readonly Scalars s_message = new() { StringValue = new string('x', 5000), BytesValue = [1, 2, 3], Int32Value = 5 };

    [Fact]
    public void The_same_message_is_read_from_arrays_spans_sequences_and_streams()
    {
        byte[] bytes = s_message.ToByteArray();
        Assert.Equal(s_message, Scalars.Parser.ParseFrom(bytes));
        Assert.Equal(s_message, Scalars.Parser.ParseFrom((ReadOnlySpan<byte>)bytes));
        Assert.Equal(s_message, Scalars.Parser.ParseFrom(s_message.ToByteString()));
        Assert.Equal(s_message, Scalars.Parser.ParseFrom(new MemoryStream(bytes)));
        Assert.Equal(s_message, Scalars.Parser.ParseFrom(Split(bytes, 100)));
        Assert.Equal(s_message, Scalars.Parser.ParseFrom(new ReadOnlySequence<byte>(bytes)));
        Assert.Equal(bytes.Length, s_message.CalculateSize());
    }

    [Fact]
    public void The_same_bytes_are_written_to_arrays_spans_writers_and_streams()
    {
        byte[] bytes = s_message.ToByteArray();
        var writer = new ArrayBufferWriter<byte>();
        s_message.WriteTo(writer);
        Assert.Equal(bytes, writer.WrittenSpan);
        using var stream = new MemoryStream();
        s_message.WriteTo(stream);
        Assert.Equal(bytes, stream.ToArray());
        byte[] destination = new byte[bytes.Length];
        Assert.Equal(bytes.Length, s_message.WriteTo(destination.AsSpan()));
        Assert.Equal(bytes, destination);
        Assert.Throws<ArgumentException>(() => s_message.WriteTo(destination.AsSpan(1)));
    }

    [Fact]
    public void Delimited_messages_follow_each_other_in_a_stream()
    {
        using var stream = new MemoryStream();
        s_message.WriteDelimitedTo(stream);
        new Scalars().WriteDelimitedTo(stream);
        s_message.WriteDelimitedTo(stream);
        stream.Position = 0;
        Assert.Equal(s_message, Scalars.Parser.ParseDelimitedFrom(stream));
        Assert.Equal(new Scalars(), Scalars.Parser.ParseDelimitedFrom(stream));
        Assert.Equal(s_message, Scalars.Parser.TryParseDelimitedFrom(stream));
        Assert.Null(Scalars.Parser.TryParseDelimitedFrom(stream));
        Assert.Throws<InvalidProtocolBufferException>(() => Scalars.Parser.ParseDelimitedFrom(stream));
    }

    [Fact]
    public void A_length_that_nothing_stands_behind_costs_no_memory()
    {
        byte[] claim = [0xff, 0xff, 0xff, 0xff, 0x07, 1, 2, 3];
        long before = GC.GetAllocatedBytesForCurrentThread();
        InvalidProtocolBufferException error = Assert.Throws<InvalidProtocolBufferException>(() => Scalars.Parser.ParseDelimitedFrom(new MemoryStream(claim)));
        Assert.Contains("the stream ends", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
        var limited = Scalars.Parser.With(new ParseOptions { MaxMessageBytes = 100 });
        error = Assert.Throws<InvalidProtocolBufferException>(() => limited.ParseDelimitedFrom(new MemoryStream(claim)));
        Assert.Contains("exceeds MaxMessageBytes (100)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Leased_bytes_are_referred_to_and_not_copied()
    {
        byte[] bytes = new Scalars { BytesValue = ByteString.CopyFrom(new byte[100_000]), StringValue = "s" }.ToByteArray();
        Scalars.Parser.ParseLeased(bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Scalars message = Scalars.Parser.ParseLeased(bytes);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000);
        Assert.True(MemoryMarshal.TryGetArray(message.BytesValue.Memory, out ArraySegment<byte> segment));
        Assert.Same(bytes, segment.Array);
        Assert.NotSame(bytes, MemoryMarshal.TryGetArray(Scalars.Parser.ParseFrom(bytes).BytesValue.Memory, out segment) ? segment.Array : null);
    }

    [Fact]
    public void Memory_that_is_given_up_is_kept_by_bytes_that_are_most_of_it_and_by_no_others()
    {
        byte[] bytes = new Scalars { BytesValue = ByteString.CopyFrom(new byte[100]), StringValue = new string('s', 50) }.ToByteArray();
        Scalars message = Scalars.Parser.ParseOwned(bytes, out bool isKept);
        Assert.True(isKept);
        Assert.True(MemoryMarshal.TryGetArray(message.BytesValue.Memory, out ArraySegment<byte> segment));
        Assert.Same(bytes, segment.Array);

        bytes = new Scalars { BytesValue = ByteString.CopyFrom(new byte[100]), StringValue = new string('s', 150) }.ToByteArray();
        message = Scalars.Parser.ParseOwned(bytes, out isKept);
        Assert.False(isKept);
        Assert.Equal(100, message.BytesValue.Length);
        Assert.True(MemoryMarshal.TryGetArray(message.BytesValue.Memory, out segment));
        Assert.NotSame(bytes, segment.Array);
        Assert.Equal(new Scalars(), Scalars.Parser.ParseOwned(default, out isKept));
        Assert.False(isKept);
    }

    [Fact]
    public void Every_prefix_of_a_message_is_read_or_refused_and_nothing_else_happens()
    {
        byte[] bytes = new Mail { Subject = "s", Attachments = { new Part { Name = "n", Data = { ["k"] = "v" }, Inner = new() } } }.ToByteArray();
        for (int length = 0; length <= bytes.Length; length++)
        {
            try
            {
                Mail.Parser.ParseFrom(bytes, 0, length);
            }
            catch (InvalidProtocolBufferException)
            {
                Assert.InRange(length, 1, bytes.Length - 1);
            }
        }
    }

    private static ReadOnlySequence<byte> Split(byte[] bytes, int size)
    {
        var first = new Segment(bytes.AsMemory(0, size), 0);
        Segment last = first;
        for (int at = size; at < bytes.Length; at += size)
            last = last.Append(bytes.AsMemory(at, Math.Min(size, bytes.Length - at)));
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long start)
        {
            Memory = memory;
            RunningIndex = start;
        }

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
