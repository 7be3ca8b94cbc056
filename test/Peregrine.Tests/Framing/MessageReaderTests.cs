using System.Buffers;
using System.IO.Compression;
using Peregrine.Framing;
using Peregrine.Messages;

namespace Peregrine.Tests.Framing;

public class MessageReaderTests
{
    private static readonly MessageLimits Limits = new(1000, "MaxReceiveMessageSize");

    [Fact]
    public void Rule_31_frame_boundaries_mean_nothing()
    {
        byte[] wire = [.. Framed([1, 2, 3]), .. Framed([]), .. Framed([4]), .. Framed([.. Enumerable.Repeat((byte)7, 300)])];
        for (int size = 1; size <= wire.Length; size++)
        {
            var reader = new MessageReader(Limits, null);
            var listener = new Collector();
            for (int at = 0; at < wire.Length; at += size)
                Assert.True(reader.Read(wire.AsSpan(at, Math.Min(size, wire.Length - at)), listener, out _));

            Assert.Equal([3, 0, 1, 300], listener.Messages.Select(m => m.Length));
            Assert.Equal(wire.Length, listener.WireBytes);
            Assert.False(reader.IsInsideMessage);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(6)]
    public void Rule_31_a_message_that_has_begun_is_known(int arrived)
    {
        var reader = new MessageReader(Limits, null);
        Assert.True(reader.Read(Framed([1, 2, 3]).AsSpan(0, arrived), new Collector(), out _));
        Assert.True(reader.IsInsideMessage);
        Assert.Equal(arrived < 5 ? 0 : 8 - arrived, reader.MissingBytes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(16_384)]
    public void A_long_message_that_is_put_together_comes_in_an_array_of_its_own_to_who_wants_it(int size)
    {
        byte[][] messages = [[1, 2, 3], Filled(70_000), [4], Filled(16_383), Filled(100_000)];
        byte[] wire = [.. messages.SelectMany(static m => Framed(m))];
        var listener = new Collector { Owns = true };
        var reader = new MessageReader(new MessageLimits(1_000_000, "MaxReceiveMessageSize"), null);
        for (int at = 0; at < wire.Length; at += size)
            Assert.True(reader.Read(wire.AsSpan(at, Math.Min(size, wire.Length - at)), listener, out _));
        Assert.Equal(messages, listener.Messages);
        Assert.Equal(wire.Length, listener.WireBytes);
        Assert.Equal(2, listener.Owned);
        Assert.Equal(messages.Length, reader.Messages);
        Assert.False(reader.IsInsideMessage);
    }

    [Fact]
    public void The_rest_of_a_long_message_may_be_received_where_it_is_put_together()
    {
        byte[] message = Filled(70_000);
        byte[] wire = Framed(message);
        var listener = new Collector { Owns = true };
        var reader = new MessageReader(new MessageLimits(1_000_000, "MaxReceiveMessageSize"), null);
        Assert.Equal(0, reader.Room.Count);
        Assert.True(reader.Read(wire.AsSpan(0, 1005), listener, out _));
        Assert.Equal(69_000, reader.Room.Count);
        wire.AsSpan(1005, 9000).CopyTo(reader.Room);
        Assert.True(reader.Read(reader.Room.AsSpan(0, 9000), listener, out _));
        Assert.Equal(60_000, reader.Room.Count);
        wire.AsSpan(10_005).CopyTo(reader.Room);
        Assert.True(reader.Read(reader.Room, listener, out _));
        Assert.Equal([message], listener.Messages);
        Assert.Equal(0, reader.Room.Count);
    }

    [Theory]
    [InlineData(70_000)]
    [InlineData(1_000_000)]
    public void The_rest_of_a_long_message_that_nobody_keeps_may_be_received_in_the_pooled_memory_that_it_is_read_from(int length)
    {
        byte[] message = Filled(length);
        byte[] wire = Framed(message);
        var listener = new Overlapping();
        var reader = new MessageReader(new MessageLimits(length, "MaxReceiveMessageSize"), null);
        Assert.True(reader.Read(wire.AsSpan(0, 1005), listener, out _));
        int copied = 1005;
        for (int at = 1005; at < wire.Length;)
        {
            if (reader.Room is { Count: 0 })
            {
                // The array is full: what comes next makes it larger.
                Assert.True(reader.Read(wire.AsSpan(at, 1000), listener, out _));
                copied += at + 1000;
                at += 1000;
                continue;
            }
            int some = Math.Min(reader.Room.Count, 30_000);
            wire.AsSpan(at, some).CopyTo(reader.Room);
            listener.Last = reader.Room[..some];
            Assert.True(reader.Read(listener.Last, listener, out _));
            at += some;
        }
        Assert.Equal([message], listener.Messages);
        Assert.True(listener.IsLastPart);
        Assert.InRange(copied, 0, length <= 128 * 1024 ? 1005 : length / 2);
    }

    [Fact]
    public void Rule_62_what_a_peer_declares_gets_little_room_before_a_good_part_of_it_has_come()
    {
        var reader = new MessageReader(new MessageLimits(int.MaxValue, "MaxReceiveMessageSize"), null);
        byte[] some = new byte[30_000];
        var listener = new Collector();
        Assert.True(reader.Read([0, 0x40, 0, 0, 0, 1], listener, out _));
        for (int arrived = 1; arrived < 5_000_000; arrived += some.Length)
        {
            Assert.InRange(reader.Room.Count, 0, Math.Max(256 * 1024, 4 * arrived));
            Assert.True(reader.Read(some, listener, out _));
        }
        reader.Clear();
    }

    [Fact]
    public void A_declared_length_takes_no_memory_before_a_good_part_of_it_has_come()
    {
        var listener = new Collector { Owns = true };
        var reader = new MessageReader(new MessageLimits(int.MaxValue, "MaxReceiveMessageSize"), null);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.True(reader.Read([0, 0x40, 0, 0, 0, .. Filled(1000)], listener, out _));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
        reader.Clear();
    }

    [Fact]
    public void Rule_61_a_flag_that_is_neither_0_nor_1_is_internal() => AssertFails([2, 0, 0, 0, 0], null, StatusCode.Internal, "flag 2");

    [Fact]
    public void Rule_61_a_compressed_message_without_an_encoding_is_internal() =>
        AssertFails([1, 0, 0, 0, 0], null, StatusCode.Internal, "grpc-encoding");

    [Fact]
    public void Rule_62_a_message_over_the_limit_is_refused_by_its_prefix_alone() =>
        AssertFails([0, 0, 0, 0x03, 0xE9], null, StatusCode.ResourceExhausted, "message of 1001 bytes exceeds MaxReceiveMessageSize (1000)");

    [Fact]
    public void Rule_62_the_largest_length_is_no_negative_number() =>
        AssertFails([0, 0xFF, 0xFF, 0xFF, 0xFF], null, StatusCode.ResourceExhausted, "message of 4294967295 bytes");

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public void Rule_62_inflating_stops_at_the_limit(string name)
    {
        ICompressionProvider encoding = CompressionProviders.Default.Find(name)!;
        AssertFails(Compressed(new byte[100_000], encoding), encoding, StatusCode.ResourceExhausted, "inflates to more than MaxReceiveMessageSize (1000)");
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public void Rule_62_a_message_of_exactly_the_limit_passes(string name)
    {
        ICompressionProvider encoding = CompressionProviders.Default.Find(name)!;
        var reader = new MessageReader(Limits, encoding);
        var listener = new Collector();
        Assert.True(reader.Read(Compressed(new byte[1000], encoding), listener, out _));
        Assert.Equal(1000, Assert.Single(listener.Messages).Length);
    }

    [Fact]
    public void Rule_63_a_message_may_go_uncompressed_in_a_compressed_call()
    {
        var gzip = new GzipCompressionProvider();
        var reader = new MessageReader(Limits, gzip);
        var listener = new Collector();
        Assert.True(reader.Read([.. Framed([1, 2]), .. Compressed([3, 4], gzip), .. Framed([5, 6])], listener, out _));
        Assert.Equal([[1, 2], [3, 4], [5, 6]], listener.Messages);
    }

    [Fact]
    public void Rule_64_each_message_is_compressed_for_itself()
    {
        var gzip = new GzipCompressionProvider(CompressionLevel.SmallestSize);
        byte[] one = Compressed([.. Enumerable.Repeat((byte)1, 500)], gzip);
        byte[] two = Compressed([.. Enumerable.Repeat((byte)1, 500)], gzip);
        Assert.Equal(one, two);
    }

    [Fact]
    public void Bytes_that_cannot_be_inflated_are_internal() =>
        AssertFails([1, 0, 0, 0, 4, 1, 2, 3, 4], new GzipCompressionProvider(), StatusCode.Internal, "gzip");

    [Theory]
    [InlineData("identity,gzip", true)]
    [InlineData("identity, deflate , gzip", true)]
    [InlineData("identity,gzipped", false)]
    [InlineData("", false)]
    public void Rule_65_accept_encoding_is_a_comma_list_with_spaces(string list, bool accepted) =>
        Assert.Equal(accepted, CompressionProviders.Accepts(System.Text.Encoding.ASCII.GetBytes(list), "gzip"));

    private static void AssertFails(byte[] wire, ICompressionProvider? encoding, StatusCode code, string detail)
    {
        var reader = new MessageReader(Limits, encoding);
        var listener = new Collector();
        Assert.False(reader.Read(wire, listener, out Status error));
        Assert.Equal(code, error.StatusCode);
        Assert.Contains(detail, error.Detail, StringComparison.Ordinal);
        Assert.Empty(listener.Messages);
    }

    [Fact]
    public void What_a_listener_is_shown_stays_its_own_until_it_returns_though_it_clears_the_reader()
    {
        var listener = new Clearing();
        Assert.True(listener.Reader.Read(Framed(Filled(600)).AsSpan(0, 300), listener, out _));
        Assert.True(listener.Reader.Read(Framed(Filled(600)).AsSpan(300), listener, out _));
        Assert.Equal(Filled(600), listener.Shown);
    }

    private static byte[] Framed(byte[] payload)
    {
        byte[] framed = [0, 0, 0, 0, 0, .. payload];
        MessagePrefix.Write(framed, compressed: false);
        return framed;
    }

    private static byte[] Compressed(byte[] payload, ICompressionProvider encoding)
    {
        byte[] pooled = Deflater.Deflate(payload, encoding, null, out int length);
        return pooled.AsSpan(0, length).ToArray();
    }

    private static byte[] Filled(int length) => [.. Enumerable.Range(0, length).Select(static i => (byte)(i * 7))];

    // As a handler does that ends its call at once, before a marshaller of the application has looked at the bytes.
    private sealed class Clearing : CallListener
    {
        public MessageReader Reader = new(Limits, null);

        public byte[]? Shown { get; private set; }

        public override void OnMessage(ReadOnlySpan<byte> payload, int wireBytes)
        {
            Reader.Clear();
            byte[] others = ArrayPool<byte>.Shared.Rent(payload.Length);
            Array.Fill(others, (byte)0xEE); // the same array again, had it been given back
            Shown = payload.ToArray();
            ArrayPool<byte>.Shared.Return(others);
        }

        public override void OnEnd(in CallEnd end) => Assert.Fail("the reader ends nothing");
    }

    // Whether a message is shown where its last part was received.
    private sealed class Overlapping : CallListener
    {
        public List<byte[]> Messages { get; } = [];

        public ArraySegment<byte> Last { get; set; }

        public bool IsLastPart { get; private set; }

        public override void OnMessage(ReadOnlySpan<byte> payload, int wireBytes)
        {
            Messages.Add(payload.ToArray());
            IsLastPart = payload[(payload.Length - Last.Count)..] == Last;
        }

        public override void OnEnd(in CallEnd end) => Assert.Fail("the reader ends nothing");
    }

    private sealed class Collector : CallListener
    {
        public bool Owns { get; init; }

        public int Owned { get; private set; }

        internal override bool WantsOwned => Owns;

        internal override void OnOwnedMessage(byte[] payload, int wireBytes)
        {
            Owned++;
            OnMessage(payload, wireBytes);
        }

        public List<byte[]> Messages { get; } = [];

        public int WireBytes { get; private set; }

        public override void OnMessage(ReadOnlySpan<byte> payload, int wireBytes)
        {
            Messages.Add(payload.ToArray());
            WireBytes += wireBytes;
        }

        public override void OnEnd(in CallEnd end) => Assert.Fail("the reader ends nothing");
    }
}
