namespace Peregrine.Protobuf.Tests.Wire;

public class WireReaderTests
{
    [Theory]
    [InlineData(new byte[] { 0x00 }, 0UL)]
    [InlineData(new byte[] { 0x7f }, 127UL)]
    [InlineData(new byte[] { 0x80, 0x01 }, 128UL)]
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f }, (1UL << 56) - 1)]
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f }, (1UL << 63) - 1)]
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01 }, ulong.MaxValue)]
    [InlineData(new byte[] { 0x81, 0x80, 0x80, 0x00 }, 1UL)]
    public void A_varint_of_any_length_is_read_alone_and_with_bytes_after_it(byte[] bytes, ulong expected)
    {
        var reader = new WireReader((ReadOnlySpan<byte>)bytes);
        Assert.Equal(expected, reader.ReadUInt64());
        Assert.True(reader.IsAtEnd);
        var followed = new WireReader((ReadOnlySpan<byte>)[.. bytes, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        Assert.Equal(expected, followed.ReadUInt64());
        Assert.Equal(bytes.Length, followed.Position);
    }

    [Fact]
    public void A_varint_of_eleven_bytes_is_an_error() =>
        Assert.Contains("more than 10 bytes", Fails([0x08, .. Enumerable.Repeat((byte)0x80, 10), 0x01]).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(new byte[] { 0x08 })]
    [InlineData(new byte[] { 0x08, 0x80 })]
    [InlineData(new byte[] { 0x09, 1, 2, 3, 4, 5, 6, 7 })]
    [InlineData(new byte[] { 0x0d, 1, 2, 3 })]
    [InlineData(new byte[] { 0x72, 0x05, (byte)'a' })]
    [InlineData(new byte[] { 0x0b, 0x08, 0x01 })]
    [InlineData(new byte[] { 0x72, 0xff, 0xff, 0xff, 0xff, 0x0f })]
    public void A_message_that_ends_within_a_field_is_an_error(byte[] bytes) => Fails(bytes);

    [Theory]
    [InlineData(new byte[] { 0x00 })]
    [InlineData(new byte[] { 0x06 })]
    [InlineData(new byte[] { 0x0e, 0x00 })]
    [InlineData(new byte[] { 0x0f })]
    [InlineData(new byte[] { 0x80, 0x80, 0x80, 0x80, 0x10 })]
    [InlineData(new byte[] { 0x0c })]
    [InlineData(new byte[] { 0x0b, 0x14 })]
    public void A_tag_that_cannot_be_is_an_error(byte[] bytes) => Fails(bytes);

    [Fact]
    public void A_length_beyond_the_message_around_is_an_error_although_the_buffer_goes_on()
    {
        // Mail { attachments { name: 5 bytes said, 1 there } subject }
        InvalidProtocolBufferException error = Assert.Throws<InvalidProtocolBufferException>(
            () => Mail.Parser.ParseFrom([0x12, 0x03, 0x0a, 0x05, (byte)'x', 0x0a, 0x03, (byte)'a', (byte)'b', (byte)'c']));
        Assert.Contains("5 bytes where 1", error.Message, StringComparison.Ordinal);
        Assert.Equal("attachments[0].name", error.FieldPath);
    }

    [Fact]
    public void Nesting_deeper_than_the_limit_is_an_error_that_names_the_limit()
    {
        byte[] Nest(int depth)
        {
            var part = new Part { Name = "deepest" };
            for (int i = 0; i < depth; i++)
                part = new Part { Inner = part };
            return part.ToByteArray();
        }

        Assert.NotNull(Part.Parser.ParseFrom(Nest(100)));
        InvalidProtocolBufferException error = Assert.Throws<InvalidProtocolBufferException>(() => Part.Parser.ParseFrom(Nest(101)));
        Assert.Contains("RecursionLimit (100)", error.Message, StringComparison.Ordinal);
        var shallow = Part.Parser.With(new ParseOptions { RecursionLimit = 3 });
        Assert.NotNull(shallow.ParseFrom(Nest(3)));
        Assert.Throws<InvalidProtocolBufferException>(() => shallow.ParseFrom(Nest(4)));
    }

    [Fact]
    public void Groups_among_the_unknown_fields_count_towards_the_limit()
    {
        byte[] groups = [.. Enumerable.Repeat((byte)0x3b, 200_000)];
        Assert.Contains("RecursionLimit", Fails(groups).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_larger_than_the_limit_is_an_error_that_names_size_and_limit()
    {
        var parser = Scalars.Parser.With(new ParseOptions { MaxMessageBytes = 3 });
        Assert.Equal(1, parser.ParseFrom([0x18, 0x01]).Int32Value);
        InvalidProtocolBufferException error = Assert.Throws<InvalidProtocolBufferException>(() => parser.ParseFrom([0x18, 0x01, 0x18, 0x02]));
        Assert.Equal("message of 4 bytes exceeds MaxMessageBytes (3)", error.Message);
    }

    [Fact]
    public void A_tag_longer_than_it_need_be_is_read_and_kept_shortest()
    {
        var message = Part.Parser.ParseFrom([0xa8, 0x80, 0x00, 0x07]);
        Assert.Equal([0x28, 0x07], message.ToByteArray());
    }

    private static InvalidProtocolBufferException Fails(byte[] bytes) =>
        Assert.Throws<InvalidProtocolBufferException>(() => Scalars.Parser.ParseFrom(bytes));
}
