using Peregrine.Protobuf.Reflection;
using Peregrine.Protobuf.Tests.People;
using Peregrine.Schema;

namespace Peregrine.Protobuf.Tests.Reflection;

public class CustomOptionsTests
{
    private static readonly FieldDescriptor s_age = Person.Descriptor.FindFieldByName("age")!;

    [Fact]
    public void Custom_options_have_their_types()
    {
        Assert.Equal("years", s_age.GetOption(PeopleExtensions.Unit));
        Assert.Equal([1, 2], s_age.GetOption(PeopleExtensions.Codes));
        Assert.Equal(150, s_age.GetOption(PeopleExtensions.Range)!.High);
        Assert.Equal("persons", Person.Descriptor.GetOption(PeopleExtensions.Table));
    }

    [Fact]
    public void An_option_that_is_not_set_is_its_default()
    {
        FieldDescriptor name = Person.Descriptor.FindFieldByName("name")!;
        Assert.False(name.HasOption(PeopleExtensions.Unit));
        Assert.Equal("", name.GetOption(PeopleExtensions.Unit));
        Assert.Null(name.GetOption(PeopleExtensions.Range));
    }

    [Fact]
    public void An_option_of_another_kind_of_descriptor_is_refused() =>
        Assert.Throws<ArgumentException>(() => Person.Descriptor.GetOption(PeopleExtensions.Unit));

    [Fact]
    public void Options_are_readable_without_generated_code()
    {
        TypeRegistry types = TypeRegistry.From(PeopleReflection.Descriptor);
        var options = (DynamicMessage)s_age.ReadOptions(types)!;
        Assert.Equal("""{"[people.unit]":"years","[people.codes]":[1,2],"[people.range]":{"high":150}}""", JsonFormatter.Default.Format(options).Replace("\"low\":0,", "", StringComparison.Ordinal));
        Assert.Null(Person.Descriptor.FindFieldByName("name")!.ReadOptions(types));
    }
}
