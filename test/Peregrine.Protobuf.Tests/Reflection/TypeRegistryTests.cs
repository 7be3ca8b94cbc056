using Peregrine.Protobuf.Reflection;
using Peregrine.Protobuf.Tests.Parts;
using Peregrine.Protobuf.Tests.People;
using Peregrine.Schema;

namespace Peregrine.Protobuf.Tests.Reflection;

public class TypeRegistryTests
{
    [Fact]
    public void The_well_known_types_are_known()
    {
        foreach (string name in (string[])["Any", "Timestamp", "Duration", "Struct", "Value", "ListValue", "Empty", "FieldMask", "StringValue", "Api", "Type", "SourceContext"])
            Assert.True(TypeRegistry.WellKnown.TryFind($"google.protobuf.{name}", out _), name);
    }

    [Fact]
    public void Generated_types_come_with_what_they_import_and_their_extensions()
    {
        TypeRegistry types = TypeRegistry.From(PeopleReflection.Types, PartsReflection.Types);
        Assert.True(types.TryFind("people.Person", out MessageParser? person));
        Assert.IsType<Person>(person.CreateMessage());
        Assert.True(types.TryFindByUrl("example.com/google.protobuf.Timestamp", out _));
        Assert.NotNull(types.Extensions.Find("parts.weight"));
        Assert.False(types.TryFind("people.Nobody", out _));
    }

    [Fact]
    public void A_descriptor_set_gives_dynamic_types_in_whatever_order_its_files_stand()
    {
        TypeRegistry types = TypeRegistry.FromDescriptorSet(DescriptorSet(reverse: true));
        Assert.True(types.TryFind("people.Person", out MessageParser? person));
        var message = (DynamicMessage)types.Parse(person, Samples.Person().ToByteArray());
        Assert.Equal("London", ((DynamicMessage)message["home"].AsMessage()!)["city"].AsString());
    }

    [Fact]
    public void A_descriptor_set_that_contradicts_itself_is_refused_with_the_reason()
    {
        Assert.Throws<InvalidProtocolBufferException>(() => TypeRegistry.FromDescriptorSet([0xff]));
        var broken = new Schema.FileDescriptorProto { Name = "a.proto", Dependency = { "missing.proto" } };
        var set = new Schema.FileDescriptorSet { File = { broken } };
        InvalidProtocolBufferException error = Assert.Throws<InvalidProtocolBufferException>(() => TypeRegistry.FromDescriptorSet(set.ToBytes()));
        Assert.Contains("missing.proto", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_import_each_other_are_refused()
    {
        var set = new Schema.FileDescriptorSet
        {
            File = { new Schema.FileDescriptorProto { Name = "a", Dependency = { "b" } }, new Schema.FileDescriptorProto { Name = "b", Dependency = { "a" } } },
        };
        Assert.Throws<InvalidProtocolBufferException>(() => TypeRegistry.FromDescriptorSet(set.ToBytes()));
    }

    [Fact]
    public void Of_two_registries_the_first_counts()
    {
        TypeRegistry both = TypeRegistry.From(PeopleReflection.Types).With(TypeRegistry.From(PeopleReflection.Descriptor));
        Assert.True(both.TryFind("people.Person", out MessageParser? person));
        Assert.IsType<Person>(person.CreateMessage());
    }

    private static byte[] DescriptorSet(bool reverse)
    {
        var set = new Schema.FileDescriptorSet();
        IEnumerable<FileDescriptor> files = [.. PeopleReflection.Descriptor.Dependencies, PeopleReflection.Descriptor];
        set.File.AddRange((reverse ? files.Reverse() : files).Select(file => file.Proto));
        return set.ToBytes();
    }
}
