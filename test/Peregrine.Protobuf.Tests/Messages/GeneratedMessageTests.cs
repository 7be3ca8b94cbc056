using Peregrine.Protobuf.Tests.Legacy;
using Peregrine.Protobuf.Tests.Wire;

namespace Peregrine.Protobuf.Tests.Messages;

public class GeneratedMessageTests
{
    [Fact]
    public void Presence_is_null_and_null_clears()
    {
        var message = new Scalars();
        Assert.Null(message.Maybe);
        Assert.Null(message.Note);
        message.Maybe = 0;
        message.Note = "";
        Assert.Equal(0, message.Maybe);
        Assert.Equal([0x88, 0x01, 0x00, 0x92, 0x01, 0x00], message.ToByteArray());
        message.Maybe = null;
        message.Note = null;
        Assert.Empty(message.ToByteArray());
    }

    [Fact]
    public void Without_presence_the_default_is_not_sent_and_null_is_refused()
    {
        var message = new Scalars { StringValue = "", Int32Value = 0, BytesValue = default };
        Assert.Empty(message.ToByteArray());
        Assert.Equal("", new Scalars().StringValue);
        Assert.Throws<ArgumentNullException>(() => message.StringValue = null!);
    }

    [Fact]
    public void A_oneof_holds_its_last_member_and_says_which()
    {
        var choice = new Choice { Number = 1 };
        Assert.Equal(Choice.KindOneofCase.Number, choice.KindCase);
        choice.Text = "t";
        Assert.Null(choice.Number);
        Assert.Equal(Choice.KindOneofCase.Text, choice.KindCase);
        choice.Number = null; // is not the one that is set
        Assert.Equal("t", choice.Text);
        choice.Text = null;
        Assert.Equal(Choice.KindOneofCase.None, choice.KindCase);
        Choice[] all = [new() { Number = 0 }, new() { Text = "" }, new() { Part = new() }, new() { Blob = [1] }, new() { Real = double.NaN }, new() { Flag = false }, new() { Color = Color.Red }];
        foreach (Choice each in all)
        {
            Choice copy = Choice.Parser.ParseFrom(each.ToByteArray());
            Assert.Equal(each, copy);
            Assert.Equal(each.KindCase, copy.KindCase);
            Assert.Equal(each, each.Clone());
        }

        Assert.Equal(all.Length, all.Select(static each => each.KindCase).Distinct().Count());
    }

    [Fact]
    public void The_last_of_a_singular_field_wins_and_messages_merge()
    {
        byte[] first = new Part { Name = "first", Inner = new() { Name = "inner", Data = { ["a"] = "1" } } }.ToByteArray();
        byte[] second = new Part { Name = "second", Inner = new() { Data = { ["a"] = "2", ["b"] = "3" } } }.ToByteArray();
        var merged = Part.Parser.ParseFrom([.. first, .. second]);
        Assert.Equal("second", merged.Name);
        Assert.Equal("inner", merged.Inner!.Name);
        Assert.Equal("2", merged.Inner.Data["a"]);
        Part byObject = Part.Parser.ParseFrom(first);
        byObject.MergeFrom(Part.Parser.ParseFrom(second));
        Assert.Equal(merged, byObject);
        var choice = Choice.Parser.ParseFrom([.. new Choice { Part = new() { Name = "a" } }.ToByteArray(), .. new Choice { Part = new() { Data = { ["k"] = "v" } } }.ToByteArray()]);
        Assert.Equal(("a", "v"), (choice.Part!.Name, choice.Part.Data["k"]));
    }

    [Fact]
    public void Map_entries_may_lack_either_half_and_have_more_than_they_should()
    {
        var maps = Maps.Parser.ParseFrom([0x0a, 0, 0x0a, 3, 0x0a, 1, (byte)'k', 0x0a, 2, 0x10, 5, 0x12, 4, 0x08, 7, 0x28, 1]);
        Assert.Equal(5, maps.ByName[""]);
        Assert.Equal(0, maps.ByName["k"]);
        Assert.Equal(new Part(), maps.ByNumber[7]);
    }

    [Fact]
    public void Every_kind_of_map_comes_back()
    {
        var maps = new Maps
        {
            ByName = { ["a"] = -1 },
            ByNumber = { [-5] = new Part { Name = "p" } },
            ByBool = { [true] = "t" },
            BySint = { [long.MinValue] = [1, 2] },
            ByFixed = { [uint.MaxValue] = Color.Red },
        };
        Assert.Equal(maps, Maps.Parser.ParseFrom(maps.ToByteArray()));
        Assert.Equal(maps, maps.Clone());
    }

    [Fact]
    public void Clear_keeps_what_the_next_parse_can_use()
    {
        byte[] bytes = new Mail { Subject = "s", Attachments = { new Part { Name = "a", Inner = new() { Name = "i" } }, new Part { Name = "b" } } }.ToByteArray();
        var mail = Mail.Parser.ParseFrom(bytes);
        (string subject, Part part, Part inner) = (mail.Subject, mail.Attachments[0], mail.Attachments[0].Inner!);
        mail.Clear();
        Assert.Equal(new Mail(), mail);
        mail.MergeFrom(bytes);
        Assert.Same(subject, mail.Subject);
        Assert.Same(part, mail.Attachments[0]);
        Assert.Same(inner, mail.Attachments[0].Inner);
        Assert.Equal(Mail.Parser.ParseFrom(bytes), mail);
    }

    [Fact]
    public void Nothing_is_allocated_when_a_reused_message_reads_what_it_knows()
    {
        var mail = new Mail { Subject = "Žádost", Attachments = { new Part { Name = "a", Data = { ["k"] = "v", ["ž"] = "早" } }, new Part { Inner = new() } } };
        byte[] bytes = mail.ToByteArray();
        for (int i = 0; i < 10; i++)
            Mail.Parser.ParseInto(mail, bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Mail.Parser.ParseInto(mail, bytes);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(Mail.Parser.ParseFrom(bytes), mail);
    }

    [Fact]
    public void A_reused_message_forgets_what_the_next_one_does_not_have()
    {
        var message = new Choice { Part = new() { Name = "x" }, Other = 1 };
        Choice.Parser.ParseInto(message, new Choice { Part = new() }.ToByteArray());
        Assert.Equal(new Choice { Part = new() }, message);
        Choice.Parser.ParseInto(message, []);
        Assert.Equal(new Choice(), message);
        var lists = new Lists { Strings = { "a", "b" }, Parts = { new Part { Name = "a" } } };
        Lists.Parser.ParseInto(lists, new Lists { Strings = { "c" }, Parts = { new Part(), new Part { Name = "z" } } }.ToByteArray());
        Assert.Equal(new Lists { Strings = { "c" }, Parts = { new Part(), new Part { Name = "z" } } }, lists);
    }

    [Fact]
    public void Required_fields_are_demanded_by_parsers_with_the_path_of_the_one_that_lacks()
    {
        InvalidProtocolBufferException error = Assert.Throws<InvalidProtocolBufferException>(() => Legacy.Legacy.Parser.ParseFrom([]));
        Assert.Contains("required field id of legacy.Legacy", error.Message, StringComparison.Ordinal);
        var nested = new Legacy.Legacy { Id = 1, Child = new() { Id = 2, Box = new() { Width = 3 } } };
        Assert.False(nested.IsInitialized());
        error = Assert.Throws<InvalidProtocolBufferException>(() => Legacy.Legacy.Parser.ParseFrom(nested.ToByteArray()));
        Assert.Contains("required field child.box.height", error.Message, StringComparison.Ordinal);
        nested.Child.Box.Height = 4;
        Assert.Equal(nested, Legacy.Legacy.Parser.ParseFrom(nested.ToByteArray()));
    }

    [Fact]
    public void Groups_come_back_and_must_be_ended_by_their_own_number()
    {
        var message = new Legacy.Legacy { Id = 1, Box = new() { Height = 2 }, Row = { new Legacy.Legacy.RowType { Cell = "a" }, new Legacy.Legacy.RowType() } };
        byte[] bytes = message.ToByteArray();
        Assert.Equal([0x08, 1, 0x3b, 0x10, 2, 0x3c, 0x43, 0x0a, 1, (byte)'a', 0x44, 0x43, 0x44], bytes);
        Assert.Equal(message, Legacy.Legacy.Parser.ParseFrom(bytes));
        bytes[5] = 0x44;
        Assert.Throws<InvalidProtocolBufferException>(() => Legacy.Legacy.Parser.ParseFrom(bytes));
    }

    [Fact]
    public void Declared_defaults_are_offered_beside_the_nullable_property()
    {
        var message = new Legacy.Legacy();
        Assert.Null(message.Name);
        Assert.Equal("anon\"ym\n", message.NameOrDefault);
        Assert.Equal(Level.High, message.LevelOrDefault);
        message.Level = Level.Low;
        Assert.Equal(Level.Low, message.LevelOrDefault);
    }

    [Fact]
    public void Names_that_collide_are_told_apart()
    {
        var message = new Naming
        {
            Status = Naming.StatusType._2Xx,
            Item = new Naming.ItemType { Naming = 1 },
            Naming_ = "n",
            Class = "c",
            Descriptor_ = 5,
            Presence = 6,
            Equals_ = 7,
            FooBar = "a",
            FooBar_ = "b",
            _1St = 10,
            ReuseItem = new Naming.ItemType(),
            Presence2 = "p",
            SlotText = "s",
            SlotBits = "b",
            Extra = { ["a"] = "b" },
            ReadExtraEntry = "r",
        };
        Assert.Equal(message, Naming.Parser.ParseFrom(message.ToByteArray()));
        Assert.Equal(3, (int)Naming.StatusType.Class);
        Assert.True(Attribute.IsDefined(typeof(Naming).GetProperty("Old")!, typeof(ObsoleteAttribute)));
    }

    [Fact]
    public void Aliases_of_enum_values_are_the_same_value() => Assert.Equal(Color.Red, Color.Crimson);

    [Fact]
    public void Equality_and_hash_see_every_field()
    {
        var message = new Scalars { Int32Value = 1 };
        Scalars[] others = [new() { Int32Value = 2 }, new() { Int32Value = 1, Maybe = 0 }, new() { Int32Value = 1, Note = "" }, new() { Int32Value = 1, BytesValue = [1] }];
        Assert.All(others, other => Assert.NotEqual(message, other));
        Assert.Equal(message.GetHashCode(), message.Clone().GetHashCode());
        Assert.Equal(new Lists(), new Lists { Ints = { } });
        Assert.False(message.Equals(null));
    }

    [Fact]
    public void Every_field_is_reached_by_its_index()
    {
        IReflectable message = new Scalars();
        foreach (Schema.FieldDescriptor field in Scalars.Descriptor.Fields)
        {
            Assert.False(message.HasField(field.Index));
            FieldValue value = field.Kind switch
            {
                Schema.FieldKind.String => FieldValue.FromString("s"),
                Schema.FieldKind.Bytes => FieldValue.FromBytes([1]),
                Schema.FieldKind.Double => FieldValue.FromDouble(1),
                Schema.FieldKind.Float => FieldValue.FromFloat(1),
                Schema.FieldKind.Bool => FieldValue.FromBool(true),
                Schema.FieldKind.Enum => FieldValue.FromEnum(2),
                Schema.FieldKind.UInt32 or Schema.FieldKind.Fixed32 => FieldValue.FromUInt32(1),
                Schema.FieldKind.UInt64 or Schema.FieldKind.Fixed64 => FieldValue.FromUInt64(1),
                Schema.FieldKind.Int64 or Schema.FieldKind.SInt64 or Schema.FieldKind.SFixed64 => FieldValue.FromInt64(1),
                _ => FieldValue.FromInt32(1),
            };
            message.SetField(field.Index, value);
            Assert.True(message.HasField(field.Index));
            Assert.Equal(value, message.GetField(field.Index));
            message.ClearField(field.Index);
            Assert.False(message.HasField(field.Index));
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => message.GetField(99));
    }
}
