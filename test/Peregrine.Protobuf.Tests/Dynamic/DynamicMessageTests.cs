using Peregrine.Protobuf.Reflection;
using Peregrine.Protobuf.Tests.Parts;
using Peregrine.Protobuf.Tests.People;
using Peregrine.Schema;

namespace Peregrine.Protobuf.Tests.Dynamic;

public class DynamicMessageTests
{
    [Fact]
    public void Fields_are_set_and_read_by_name_and_by_descriptor()
    {
        var person = new DynamicMessage(Person.Descriptor);
        person["name"] = FieldValue.FromString("Ada");
        FieldDescriptor age = Person.Descriptor.FindFieldByName("age")!;
        person[age] = FieldValue.FromInt32(36);

        Assert.Equal("Ada", person["name"].AsString());
        Assert.Equal(36, person["age"].AsInt32());
        Assert.Equal("Ada", Person.Parser.ParseFrom(person.ToByteArray()).Name);
    }

    [Fact]
    public void An_unset_field_reads_as_its_default_and_is_not_there()
    {
        var part = new DynamicMessage(Part.Descriptor);
        Assert.False(part.HasField("size"));
        Assert.Equal(2, part["size"].AsEnum());
        Assert.Equal("", part["id"].AsString());
        Assert.True(part["limits"].IsNull);
        Assert.Equal(0, part["children"].AsRepeated().Count);
    }

    [Fact]
    public void Setting_one_field_of_a_oneof_unsets_the_others()
    {
        var person = new DynamicMessage(Person.Descriptor);
        person["email"] = FieldValue.FromString("a@b.c");
        person["phone"] = FieldValue.FromInt64(0);
        Assert.False(person.HasField("email"));
        Assert.True(person.HasField("phone"));
    }

    [Fact]
    public void Without_presence_the_default_is_as_if_not_set_and_minus_zero_is_not_the_default()
    {
        var person = new DynamicMessage(Person.Descriptor);
        person["age"] = FieldValue.FromInt32(0);
        person["weight"] = FieldValue.FromDouble(-0.0);
        person["nick"] = FieldValue.FromString("");
        Assert.False(person.HasField("age"));
        Assert.True(person.HasField("weight"));
        Assert.True(person.HasField("nick"));
    }

    [Fact]
    public void A_value_of_a_wrong_type_is_refused()
    {
        var person = new DynamicMessage(Person.Descriptor);
        Assert.Throws<ArgumentException>(() => person["name"] = FieldValue.FromInt32(1));
        Assert.Throws<ArgumentException>(() => person["home"] = FieldValue.FromMessage(new DynamicMessage(Part.Descriptor)));
        Assert.Throws<ArgumentException>(() => person["tags"] = FieldValue.FromString("x"));
        Assert.Throws<ArgumentException>(() => person["tags"].AsRepeated().Add(FieldValue.FromBool(true)));
        Assert.Throws<ArgumentException>(() => person["scores"].AsMap().Set(FieldValue.FromString("k"), FieldValue.FromInt64(1)));
        Assert.Throws<ArgumentException>(() => person["nothing"]);
        Assert.Throws<ArgumentException>(() => person[Part.Descriptor.Fields[0]]);
    }

    [Fact]
    public void It_writes_what_the_generated_message_writes()
    {
        Person person = Samples.Person();
        DynamicMessage same = DynamicMessage.Parse(Person.Descriptor, person.ToByteArray());
        Assert.Equal(person.ToByteArray(), same.ToByteArray());
        var json = new JsonFormatter(new JsonFormatterOptions { TypeRegistry = TypeRegistry.From(PeopleReflection.Types) });
        Assert.Equal(json.Format(person), json.Format(same));
        Assert.Equal(TextFormatter.Default.Format(person), TextFormatter.Default.Format(same));
        Assert.True(MessageComparer.Default.Equals(person, same));
    }

    [Fact]
    public void A_clone_shares_nothing()
    {
        DynamicMessage original = DynamicMessage.Parse(Person.Descriptor, Samples.Person().ToByteArray());
        DynamicMessage copy = original.Clone();
        Assert.Equal(original, copy);
        Assert.Equal(original.GetHashCode(), copy.GetHashCode());
        ((DynamicMessage)copy["home"].AsMessage()!)["city"] = FieldValue.FromString("elsewhere");
        Assert.NotEqual(original, copy);
        copy = original.Clone();
        copy["tags"].AsRepeated().Add(FieldValue.FromString("one more"));
        Assert.NotEqual(original, copy);
    }

    [Fact]
    public void Clearing_leaves_an_empty_message()
    {
        DynamicMessage message = DynamicMessage.Parse(Person.Descriptor, Samples.Person().ToByteArray());
        message.Clear();
        Assert.Empty(message.ToByteArray());
        Assert.Equal(new DynamicMessage(Person.Descriptor), message);
    }

    [Fact]
    public void A_missing_required_field_is_found_at_any_depth()
    {
        var part = new DynamicMessage(Part.Descriptor);
        Assert.False(part.IsInitialized());
        part["id"] = FieldValue.FromString("a");
        Assert.True(part.IsInitialized());
        part["children"].AsRepeated().Add(FieldValue.FromMessage(new DynamicMessage(Part.Descriptor)));
        Assert.False(part.IsInitialized());
        Assert.Throws<InvalidProtocolBufferException>(() => DynamicMessage.Parse(Part.Descriptor, part.ToByteArray()));
    }

    [Fact]
    public void Numbers_that_a_closed_enum_lacks_are_kept_as_unknown_fields()
    {
        // id: "a", size: 7, sizes: [1, 9], named: { "k": 9 }
        byte[] bytes = [0x0a, 1, (byte)'a', 0x10, 7, 0x1a, 2, 1, 9, 0x2a, 5, 0x0a, 1, (byte)'k', 0x10, 9];
        DynamicMessage part = DynamicMessage.Parse(Part.Descriptor, bytes);
        Assert.False(part.HasField("size"));
        Assert.Equal(1, part["sizes"].AsRepeated().Count);
        Assert.Equal(0, part["named"].AsMap().Count);
        Assert.Equal([2, 3, 5], part.UnknownFields!.Fields.Select(field => field.Number));
        Assert.Equal(Part.Parser.ParseFrom(bytes).ToByteArray(), part.ToByteArray());
    }

    [Fact]
    public void Extensions_are_read_by_a_registry_and_written_back()
    {
        var part = new Part { Id = "a" };
        part.SetExtension(PartsExtensions.Weight, 5);
        part.GetExtension(PartsExtensions.Labels).Add("x");
        part.SetExtension(PartsExtensions.Twin, new Part { Id = "b" });
        TypeRegistry types = TypeRegistry.From(PartsReflection.Descriptor);

        types.TryFind("parts.Part", out MessageParser? parser);
        var dynamic = (DynamicMessage)types.Parse(parser!, part.ToByteArray());

        Assert.Equal(3, dynamic.Extensions!.Count);
        Assert.Equal(part.ToByteArray(), dynamic.ToByteArray());
        Assert.Equal(dynamic, dynamic.Clone());
    }

    [Fact]
    public void Map_entries_come_sorted_when_asked_to_be_deterministic()
    {
        var person = new DynamicMessage(Person.Descriptor);
        IMapField scores = person["scores"].AsMap();
        foreach (string key in (string[])["b", "c", "a"])
            scores.Set(FieldValue.FromString(key), FieldValue.FromInt32(1));
        scores.Remove(FieldValue.FromString("c"));
        byte[] bytes = person.ToByteArray(new SerializeOptions { Deterministic = true });
        Assert.Equal(["a", "b"], Person.Parser.ParseFrom(bytes).Scores.Select(entry => entry.Key));
    }
}
