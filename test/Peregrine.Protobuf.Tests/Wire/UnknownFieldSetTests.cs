using Peregrine.Protobuf.Tests.Legacy;

namespace Peregrine.Protobuf.Tests.Wire;

public class UnknownFieldSetTests
{
    private static readonly byte[] s_fields = [0xa8, 0x3f, 1, 0xa9, 0x3f, 1, 2, 3, 4, 5, 6, 7, 8, 0xaa, 0x3f, 1, 9, 0xab, 0x3f, 0x08, 1, 0xac, 0x3f, 0xad, 0x3f, 1, 2, 3, 4];

    [Fact]
    public void Unknown_fields_of_every_wire_type_are_kept_in_order()
    {
        var message = Part.Parser.ParseFrom(s_fields);
        Assert.Equal(s_fields, message.ToByteArray());
        IReadOnlyList<UnknownField> fields = ((IReflectable)message).UnknownFields!.Fields;
        Assert.Equal([WireType.Varint, WireType.Fixed64, WireType.LengthDelimited, WireType.StartGroup, WireType.Fixed32], fields.Select(static field => field.WireType));
        Assert.All(fields, static field => Assert.Equal(1013, field.Number));
        Assert.Equal([0x08, 1], fields[3].Bytes.ToByteArray());
    }

    [Fact]
    public void Unknown_fields_are_cloned_merged_compared_and_cleared_with_their_message()
    {
        var message = Part.Parser.ParseFrom(s_fields);
        Part clone = message.Clone();
        Assert.Equal(message, clone);
        clone.MergeFrom(message);
        Assert.Equal([.. s_fields, .. s_fields], clone.ToByteArray());
        Assert.NotEqual(message, clone);
        clone.Clear();
        Assert.Equal(new Part(), clone);
        Assert.Empty(clone.ToByteArray());
    }

    [Fact]
    public void Numbers_that_a_closed_enum_does_not_know_are_kept_as_unknown_fields()
    {
        byte[] entry = [0x32, 4, 0x08, 1, 0x10, 9];
        byte[] bytes = [0x08, 1, 0x18, 7, 0x20, 1, 0x20, 7, 0x2a, 3, 2, 7, 1, .. entry, 0x50, 9];
        var message = Legacy.Legacy.Parser.ParseFrom(bytes);
        Assert.Null(message.Level);
        Assert.Equal([Level.Low], message.Levels);
        Assert.Equal([Level.High, Level.Low], message.PackedLevels);
        Assert.Empty(message.ById);
        Assert.Equal(Legacy.Legacy.ChoiceOneofCase.None, message.ChoiceCase);
        IReadOnlyList<UnknownField> unknown = ((IReflectable)message).UnknownFields!.Fields;
        Assert.Equal([3, 4, 5, 6, 10], unknown.Select(static field => field.Number));
    }
}
