namespace Peregrine.Protobuf.Tests.Wire;

public class WireWriterTests
{
    [Fact]
    public void Every_scalar_comes_back_at_its_limits()
    {
        Scalars[] cases =
        [
            new() { DoubleValue = double.MinValue, FloatValue = float.MaxValue, Int32Value = int.MinValue, Int64Value = long.MinValue },
            new() { Uint32Value = uint.MaxValue, Uint64Value = ulong.MaxValue, Sint32Value = int.MinValue, Sint64Value = long.MinValue },
            new() { Fixed32Value = uint.MaxValue, Fixed64Value = ulong.MaxValue, Sfixed32Value = int.MinValue, Sfixed64Value = long.MinValue },
            new() { DoubleValue = -0.0, FloatValue = -0f, BoolValue = true, Color = Color.DarkBlue, Far = -1, Maybe = 0, Note = "" },
            new() { DoubleValue = double.NaN, StringValue = "žluťoučký 早く 😀", BytesValue = [0, 255, 128] },
        ];
        foreach (Scalars message in cases)
            Assert.Equal(message, Scalars.Parser.ParseFrom(message.ToByteArray()));
        Assert.True(double.IsNegative(Scalars.Parser.ParseFrom(cases[3].ToByteArray()).DoubleValue));
    }

    [Fact]
    public void Fields_are_written_in_the_order_of_their_numbers_and_unknown_ones_after_them()
    {
        var message = Scalars.Parser.ParseFrom([0xf8, 0x07, 0x05, 0x18, 0x01, 0x72, 0x01, (byte)'a']);
        Assert.Equal([0x18, 0x01, 0x72, 0x01, (byte)'a', 0xf8, 0x07, 0x05], message.ToByteArray());
    }

    [Fact]
    public void Varints_of_every_length_are_written_shortest()
    {
        for (int bits = 0; bits < 64; bits++)
        {
            ulong value = 1UL << bits;
            byte[] bytes = new Scalars { Uint64Value = value }.ToByteArray();
            Assert.Equal(1 + 1 + (bits / 7), bytes.Length);
            Assert.Equal(value, Scalars.Parser.ParseFrom(bytes).Uint64Value);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(1000)]
    public void A_message_is_written_behind_the_headroom_that_was_asked_for(int headroom)
    {
        byte[] buffer = [];
        for (int length = 1; length < 5000; length += 613)
        {
            var message = new Scalars { StringValue = new string('x', length), Color = Color.Red };
            (int start, int written) = MessageEncoding.Serialize(message, headroom, ref buffer);
            Assert.InRange(start, headroom, buffer.Length);
            Assert.Equal(buffer.Length, start + written);
            Assert.Equal(message, Scalars.Parser.ParseFrom(buffer, start, written));
        }
    }

    [Fact]
    public void A_surrogate_without_its_pair_is_refused_with_the_path_of_the_field_or_replaced()
    {
        var mail = new Mail { Attachments = { new Part(), new Part { Data = { ["key1"] = "fine", ["key2"] = "bad \ud800" } } } };
        InvalidProtocolBufferException error = Assert.Throws<InvalidProtocolBufferException>(() => mail.ToByteArray());
        Assert.Equal("attachments[1].data[\"key2\"]", error.FieldPath);
        Assert.StartsWith("attachments[1].data[\"key2\"]: ", error.Message, StringComparison.Ordinal);
        byte[] replaced = mail.ToByteArray(new SerializeOptions { InvalidUtf8 = InvalidUtf8.Replace });
        Assert.Equal("bad \ufffd", Mail.Parser.ParseFrom(replaced).Attachments[1].Data["key2"]);
    }

    [Fact]
    public void Equal_maps_give_equal_bytes_in_deterministic_mode_whatever_their_order()
    {
        var first = new Maps { ByName = { ["b"] = 2, ["a"] = 1, ["\U00010000"] = 4, ["\uffff"] = 3 }, ByBool = { [true] = "t", [false] = "f" } };
        var second = new Maps { ByName = { ["\uffff"] = 3, ["a"] = 1, ["\U00010000"] = 4, ["b"] = 2 }, ByBool = { [false] = "f", [true] = "t" } };
        var deterministic = new SerializeOptions { Deterministic = true };
        Assert.NotEqual(first.ToByteArray(), second.ToByteArray());
        byte[] bytes = first.ToByteArray(deterministic);
        Assert.Equal(bytes, second.ToByteArray(deterministic));
        Assert.Equal(["a", "b", "\uffff", "\U00010000"], Maps.Parser.ParseFrom(bytes).ByName.Keys);
    }

    [Fact]
    public void Large_bytes_are_in_their_place_wherever_a_message_is_written_to()
    {
        var random = new Random(9);
        for (int i = 0; i < 40; i++)
        {
            var lists = new Lists { Ints = { i }, Strings = { "ž" } };
            for (int count = random.Next(5); count > 0; count--)
            {
                byte[] bytes = new byte[random.Next(3) * random.Next(6000)];
                random.NextBytes(bytes);
                lists.Blobs.Add(ByteString.Wrap(bytes));
            }

            lists.Parts.Add(new Part { Name = new string('p', random.Next(3000)) });
            byte[] contiguous = [];
            (int start, int length) = MessageEncoding.Serialize(lists, 5, ref contiguous);
            byte[] expected = contiguous.AsSpan(start, length).ToArray();
            Assert.Equal(lists, Lists.Parser.ParseFrom(expected));
            Assert.Equal(expected, lists.ToByteArray());
            Assert.Equal(expected, lists.ToByteString().ToByteArray());
            Assert.Equal(expected.Length, lists.CalculateSize());
            byte[] exact = new byte[expected.Length];
            Assert.Equal(expected.Length, lists.WriteTo(exact.AsSpan()));
            Assert.Equal(expected, exact);
            Assert.Throws<ArgumentException>(() => lists.WriteTo(exact.AsSpan(1)));
            var writer = new System.Buffers.ArrayBufferWriter<byte>();
            lists.WriteTo(writer);
            Assert.Equal(expected, writer.WrittenSpan);
            using var stream = new MemoryStream();
            lists.WriteDelimitedTo(stream);
            stream.Position = 0;
            Assert.Equal(lists, Lists.Parser.ParseDelimitedFrom(stream));
            Assert.Equal(stream.Length, stream.Position);
        }
    }
}
