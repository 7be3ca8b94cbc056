using System.Text;

namespace Peregrine.Schema.Tests;

public sealed class CodecTests
{
    [Fact]
    public void The_built_in_descriptor_of_descriptor_proto_comes_back_byte_for_byte()
    {
        var bytes = BuiltInSet();
        Assert.Equal(bytes, FileDescriptorSet.Parse(bytes).ToBytes());
    }

    [Fact]
    public void Extensions_and_unknown_fields_are_kept_after_the_known_ones()
    {
        // deprecated = 3: true; field 50000: 7; field 2000: "ab"
        byte[] bytes = [0x18, 0x01, 0x80, 0xB5, 0x18, 0x07, 0x82, 0x7D, 0x02, (byte)'a', (byte)'b'];
        var options = MessageOptions.Parse(bytes);
        Assert.True(options.Deprecated);
        Assert.Equal(bytes[2..], options.UnknownFields);
        Assert.Equal(bytes, options.ToBytes());
    }

    [Theory]
    [InlineData(new byte[] { 0x0A, 0x02, 0xC3, 0xA9 })]
    [InlineData(new byte[] { 0x0A, 0x03, 0x61, 0xFF, 0x62 })]
    [InlineData(new byte[] { 0x0A, 0x04, 0xED, 0xA0, 0x80, 0x41 })]
    [InlineData(new byte[] { 0x0A, 0x04, 0xF0, 0x9F, 0x98, 0x80 })]
    [InlineData(new byte[] { 0x0A, 0x02, 0xC0, 0x80 })]
    public void Strings_come_back_unchanged_even_when_they_are_no_utf8(byte[] bytes) =>
        Assert.Equal(bytes, DescriptorProto.Parse(bytes).ToBytes());

    [Theory]
    [InlineData(new byte[] { 0x0A })]
    [InlineData(new byte[] { 0x0A, 0x05, 0x61 })]
    [InlineData(new byte[] { 0x00 })]
    [InlineData(new byte[] { 0x0F })]
    [InlineData(new byte[] { 0x18, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01 })]
    public void Bytes_that_are_no_message_are_refused_by_name(byte[] bytes) =>
        Assert.Throws<SchemaFormatException>(() => DescriptorProto.Parse(bytes));

    [Fact]
    public void Messages_nested_too_deep_are_refused_without_exhausting_the_stack()
    {
        byte[] bytes = [];
        for (var i = 0; i < 5000; i++)
        {
            var message = new WireOutput();
            message.WriteBytes(3, bytes);
            bytes = message.ToArray();
        }

        Assert.Throws<SchemaFormatException>(() => DescriptorProto.Parse(bytes));
    }

    [Fact]
    public void Large_and_non_ascii_content_survives_the_growth_of_the_output()
    {
        var file = new FileDescriptorProto { Name = new string('é', 1000), Package = new string('p', 5000) };
        for (var i = 0; i < 300; i++)
            file.MessageType.Add(new DescriptorProto { Name = "M" + i });
        var back = FileDescriptorProto.Parse(file.ToBytes());
        Assert.Equal(file.Name, back.Name);
        Assert.Equal(file.Package, back.Package);
        Assert.Equal("M299", back.MessageType[299].Name);
    }

    internal static byte[] BuiltInSet()
    {
        using var stream = typeof(FileDescriptorSet).Assembly.GetManifestResourceStream("descriptor.pb")!;
        using var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        return buffer.ToArray();
    }
}
