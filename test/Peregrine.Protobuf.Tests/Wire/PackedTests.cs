namespace Peregrine.Protobuf.Tests.Wire;

public class PackedTests
{
    [Fact]
    public void Packed_values_of_every_width_come_back()
    {
        var random = new Random(7);
        for (int count = 0; count < 200; count += 7)
        {
            var message = new Lists();
            for (int i = 0; i < count; i++)
            {
                message.Ints.Add((int)random.NextInt64(-(1L << random.Next(1, 32)), 1L << random.Next(1, 31)));
                message.Sints.Add(random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64));
                message.Ulongs.Add((ulong)random.NextInt64() << random.Next(2) >> random.Next(64));
                message.Doubles.Add(random.NextDouble());
                message.Bools.Add(random.Next(2) == 0);
                message.Colors.Add((Color)random.Next(0, 1 << random.Next(1, 20)));
                message.Fixeds.Add((uint)random.Next());
                message.Unpacked.Add(random.Next());
            }

            Assert.Equal(message, Lists.Parser.ParseFrom(message.ToByteArray()));
        }
    }

    [Fact]
    public void Values_of_each_width_come_back_at_each_place_of_a_block()
    {
        // A block is 32 bytes; a value may begin in one and end in the next.
        for (int width = 1; width <= 10; width++)
        {
            ulong value = width == 10 ? ulong.MaxValue : (1UL << (7 * width)) - 1;
            for (int before = 0; before < 40; before++)
            {
                var message = new Lists();
                for (int i = 0; i < before; i++)
                    message.Ulongs.Add((ulong)i);
                for (int i = 0; i < 20; i++)
                    message.Ulongs.Add(value - (ulong)i);
                Assert.Equal(message.Ulongs, Lists.Parser.ParseFrom(message.ToByteArray()).Ulongs);
            }
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(70)]
    public void A_varint_of_eleven_bytes_is_an_error_at_its_place(int before)
    {
        byte[] packed = [.. Enumerable.Repeat((byte)1, before), .. Enumerable.Repeat((byte)0x80, 10), 1, .. Enumerable.Repeat((byte)1, 60)];
        byte[] bytes = packed.Length < 0x80 ? [0x0a, (byte)packed.Length, .. packed] : [0x0a, (byte)(packed.Length | 0x80), (byte)(packed.Length >> 7), .. packed];
        InvalidProtocolBufferException error = Assert.Throws<InvalidProtocolBufferException>(() => Lists.Parser.ParseFrom(bytes));
        Assert.Equal(bytes.Length - 71, error.Offset);
    }

    [Fact]
    public void Packed_and_unpacked_are_read_either_way_and_mixed()
    {
        // ints: packed [1, 2], then alone 3; unpacked: alone 4, then packed [5, 6].
        var message = Lists.Parser.ParseFrom([0x0a, 0x02, 1, 2, 0x08, 3, 0x48, 4, 0x4a, 0x02, 5, 6]);
        Assert.Equal([1, 2, 3], message.Ints);
        Assert.Equal([4, 5, 6], message.Unpacked);
        Assert.Equal([0x0a, 0x03, 1, 2, 3, 0x48, 4, 0x48, 5, 0x48, 6], message.ToByteArray());
    }

    [Theory]
    [InlineData(new byte[] { 0x0a, 0x02, 0x01, 0x80 })]
    [InlineData(new byte[] { 0x0a, 0x0b, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01 })]
    [InlineData(new byte[] { 0x1a, 0x07, 1, 2, 3, 4, 5, 6, 7 })]
    [InlineData(new byte[] { 0x5a, 0x05, 1, 2, 3, 4, 5 })]
    [InlineData(new byte[] { 0x0a, 0x03, 0x01 })]
    public void Packed_values_that_do_not_fill_their_length_are_an_error(byte[] bytes) =>
        Assert.Throws<InvalidProtocolBufferException>(() => Lists.Parser.ParseFrom(bytes));

    [Fact]
    public void The_array_of_packed_values_is_allocated_once_and_exactly()
    {
        var source = new Lists();
        for (int i = 0; i < 1000; i++)
            source.Ints.Add(i * 77);
        Assert.Equal(1000, Lists.Parser.ParseFrom(source.ToByteArray()).Ints.Capacity);
    }

    [Fact]
    public void Booleans_are_true_for_every_varint_but_zero()
    {
        var message = Lists.Parser.ParseFrom([0x22, 0x04, 0x02, 0x80, 0x01, 0x00]);
        Assert.Equal([true, true, false], message.Bools);
        Assert.Equal([0x22, 0x03, 1, 1, 0], message.ToByteArray());
    }
}
