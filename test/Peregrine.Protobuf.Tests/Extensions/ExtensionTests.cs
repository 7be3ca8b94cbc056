using Peregrine.Protobuf.Reflection;
using Peregrine.Protobuf.Tests.Legacy;

namespace Peregrine.Protobuf.Tests.Extensions;

public class ExtensionTests
{
    private static readonly Extension[] s_all = [LegacyExtensions.Size, LegacyExtensions.Labels, LegacyExtensions.Twin, LegacyExtensions.Grades];

    [Fact]
    public void Extensions_are_set_read_written_and_cleared_by_type()
    {
        var message = new Legacy.Legacy { Id = 1 };
        Assert.False(message.HasExtension(LegacyExtensions.Size));
        Assert.Equal(0, message.GetExtension(LegacyExtensions.Size));
        Assert.Null(message.GetExtension(LegacyExtensions.Twin));
        message.SetExtension(LegacyExtensions.Size, 5);
        message.GetExtension(LegacyExtensions.Labels).Add("a");
        message.SetExtension(LegacyExtensions.Twin, new Legacy.Legacy { Id = 2 });
        message.GetExtension(LegacyExtensions.Grades).AddRange([Level.Low, Level.High]);
        Assert.Equal([0x08, 1, 0xa0, 0x06, 5, 0xaa, 0x06, 1, (byte)'a', 0xb2, 0x06, 2, 0x08, 2, 0xba, 0x06, 2, 1, 2], message.ToByteArray());
        message.ClearExtension(LegacyExtensions.Size);
        Assert.False(message.HasExtension(LegacyExtensions.Size));
        message.SetExtension(LegacyExtensions.Twin, null);
        Assert.False(message.HasExtension(LegacyExtensions.Twin));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void They_are_found_whether_the_parser_knew_them_or_not(bool registered)
    {
        byte[] bytes = Sample().ToByteArray();
        var parser = registered ? Legacy.Legacy.Parser.WithExtensionRegistry(new ExtensionRegistry(s_all)) : Legacy.Legacy.Parser;
        Legacy.Legacy message = parser.ParseFrom(bytes);
        Assert.Equal(!registered, ((IReflectable)message).UnknownFields is { IsEmpty: false });
        Assert.Equal(bytes, message.ToByteArray());
        Assert.Equal(5, message.GetExtension(LegacyExtensions.Size));
        Assert.Equal(["a", "b"], message.GetExtension(LegacyExtensions.Labels));
        Assert.Equal(2, message.GetExtension(LegacyExtensions.Twin)!.Id);
        Assert.Equal([Level.High], message.GetExtension(LegacyExtensions.Grades));
        Assert.Equal(Sample(), message);
        Assert.Equal(bytes, message.ToByteArray());
    }

    [Fact]
    public void They_are_cloned_and_merged_with_their_message()
    {
        Legacy.Legacy clone = Sample().Clone();
        Assert.Equal(Sample(), clone);
        clone.GetExtension(LegacyExtensions.Twin)!.Id = 9;
        Assert.NotEqual(Sample(), clone);
        clone.MergeFrom(Sample());
        Assert.Equal(2, clone.GetExtension(LegacyExtensions.Twin)!.Id);
        Assert.Equal(["a", "b", "a", "b"], clone.GetExtension(LegacyExtensions.Labels));
    }

    [Fact]
    public void A_message_in_an_extension_must_have_its_required_fields()
    {
        var message = new Legacy.Legacy { Id = 1 };
        message.SetExtension(LegacyExtensions.Twin, new Legacy.Legacy());
        Assert.False(message.IsInitialized());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_message_set_holds_its_items_by_number(bool registered)
    {
        byte[] bytes = [0x0b, 0x10, 0xe8, 0x07, 0x1a, 3, 0x0a, 1, (byte)'x', 0x0c, 0x0b, 0x10, 0xe9, 0x07, 0x1a, 0, 0x0c];
        var parser = registered ? Envelope.Parser.WithExtensionRegistry(new ExtensionRegistry(Payload.Extensions.InEnvelope)) : Envelope.Parser;
        Envelope message = parser.ParseFrom(bytes);
        Assert.Equal(bytes, message.ToByteArray());
        Assert.Equal("x", message.GetExtension(Payload.Extensions.InEnvelope)!.Text);
        Assert.Equal(bytes, message.ToByteArray());
    }

    [Theory]
    [InlineData(50, true)]
    [InlineData(51, false)]
    [InlineData(5_000, false)]
    public void Message_sets_within_message_sets_count_as_levels(int count, bool accepted)
    {
        // Each but the outermost is two levels below the one around it: the item's message, and the set in that.
        byte[] set = [];
        for (int i = 0; i < count; i++)
        {
            byte[] payload = i == 0 ? [] : [0x12, .. Varint(set.Length), .. set];
            set = [0x0b, 0x10, 0xe8, 0x07, 0x1a, .. Varint(payload.Length), .. payload, 0x0c];
        }

        var parser = Envelope.Parser.WithExtensionRegistry(new ExtensionRegistry(Payload.Extensions.InEnvelope));
        if (accepted)
            Assert.Equal(set, parser.ParseFrom(set).ToByteArray());
        else
            Assert.Contains("RecursionLimit", Assert.Throws<InvalidProtocolBufferException>(() => parser.ParseFrom(set)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_within_a_message_set_says_where_in_the_whole_it_is()
    {
        byte[] set = [0x0b, 0x10, 0xe8, 0x07, 0x1a, 2, 0x0a, 5, 0x0c];
        var parser = Envelope.Parser.WithExtensionRegistry(new ExtensionRegistry(Payload.Extensions.InEnvelope));
        Assert.Equal(8, Assert.Throws<InvalidProtocolBufferException>(() => parser.ParseFrom(set)).Offset);
    }

    private static byte[] Varint(int value) => value < 0x80 ? [(byte)value] : [(byte)(value | 0x80), .. Varint(value >> 7)];

    [Fact]
    public void A_registry_has_one_extension_for_a_number_and_one_for_a_name()
    {
        var dynamic = TypeRegistry.From(LegacyExtensions.Size.Descriptor.File).Extensions;
        var registry = new ExtensionRegistry([.. s_all, .. dynamic.Extensions]);
        Assert.Equal(dynamic.Extensions.Count, registry.Extensions.Count);
        foreach (Extension extension in registry.Extensions)
        {
            Assert.Same(extension, registry.Find(extension.Descriptor.FullName));
            Assert.Same(extension, registry.Find(extension.Descriptor.ContainingType, extension.Number));
            Assert.Contains(extension, dynamic.Extensions);
        }
    }

    private static Legacy.Legacy Sample()
    {
        var message = new Legacy.Legacy { Id = 1 };
        message.SetExtension(LegacyExtensions.Size, 5);
        message.GetExtension(LegacyExtensions.Labels).AddRange(["a", "b"]);
        message.SetExtension(LegacyExtensions.Twin, new Legacy.Legacy { Id = 2 });
        message.GetExtension(LegacyExtensions.Grades).Add(Level.High);
        return message;
    }
}
