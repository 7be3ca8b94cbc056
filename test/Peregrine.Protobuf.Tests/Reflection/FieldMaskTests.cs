using Peregrine.Protobuf.Reflection;
using Peregrine.Protobuf.Tests.People;
using Peregrine.Protobuf.WellKnownTypes;

namespace Peregrine.Protobuf.Tests.Reflection;

public class FieldMaskTests
{
    [Fact]
    public void A_mask_is_made_from_properties()
    {
        FieldMask mask = FieldMask.Of<Person>(person => person.Name, person => person.Home!.StreetName, person => person.ShoeSize, person => person.Boss!.Boss!.Age, person => person.Id);
        Assert.Equal(["name", "home.street_name", "shoe_size", "boss.boss.age", "id"], mask.Paths);
        Assert.True(mask.IsValid<Person>());
    }

    [Fact]
    public void What_is_no_chain_of_fields_makes_no_mask()
    {
        Assert.Throws<ArgumentException>(() => FieldMask.Of<Person>(person => person.Name + "x"));
        Assert.Throws<ArgumentException>(() => FieldMask.Of<Person>(person => person));
        Assert.Throws<ArgumentException>(() => FieldMask.Of<Person>(person => person.Name.Length));
    }

    [Theory]
    [InlineData("name", true)]
    [InlineData("home.city", true)]
    [InlineData("tags", true)]
    [InlineData("created.seconds", true)]
    [InlineData("city", false)]
    [InlineData("name.x", false)]
    [InlineData("offices.city", false)]
    [InlineData("", false)]
    [InlineData("home.", false)]
    public void A_path_is_valid_when_each_part_names_a_field(string path, bool valid) => Assert.Equal(valid, FieldMask.FromPaths(path).IsValid<Person>());

    [Fact]
    public void Union_and_intersection_are_normalized()
    {
        FieldMask left = FieldMask.FromPaths("home", "name");
        FieldMask right = FieldMask.FromPaths("home.city", "age");
        Assert.Equal(["age", "home", "name"], left.Union(right).Paths);
        Assert.Equal(["home.city"], left.Intersection(right).Paths);
    }

    [Fact]
    public void Merging_adds_what_the_source_has()
    {
        Person target = Target();
        FieldMask.FromPaths("age", "home.city", "tags", "boss", "nick").Merge(Source(), target);
        Assert.Equal(new Person { Name = "old", Age = 2, Home = new Address { City = "new", StreetName = "old" }, Tags = { "a", "b" }, Boss = new Person { Age = 7, Name = "B" }, Nick = "n" }, target);
    }

    [Fact]
    public void Applying_makes_the_masked_fields_those_of_the_update()
    {
        Person target = Target();
        FieldMask.FromPaths("age", "home.city", "tags", "boss", "nick").Apply(Source(), target);
        Assert.Equal(new Person { Name = "old", Age = 2, Home = new Address { City = "new", StreetName = "old" }, Tags = { "b" }, Boss = new Person { Name = "B" } }, target);
    }

    [Fact]
    public void What_was_merged_shares_nothing_with_the_source()
    {
        Person source = Source();
        Person target = new();
        FieldMask.FromPaths("boss").Merge(source, target);
        target.Boss!.Name = "changed";
        Assert.Equal("B", source.Boss!.Name);
    }

    [Fact]
    public void Trimming_leaves_the_masked_fields()
    {
        Person person = Target();
        FieldMask.FromPaths("name", "home.city").Trim(person);
        Assert.Equal(new Person { Name = "old", Home = new Address { City = "old" } }, person);
        FieldMask.FromPaths().Trim(person);
        Assert.Equal("old", person.Name);
    }

    [Fact]
    public void A_generated_message_can_be_masked_onto_a_dynamic_one()
    {
        var target = new DynamicMessage(Person.Descriptor);
        FieldMask.FromPaths("home.city").Merge<IMessage>(Source(), target);
        Assert.Equal(new Person { Home = new Address { City = "new" } }.ToByteArray(), target.ToByteArray());
    }

    private static Person Target() => new()
    {
        Name = "old", Age = 1, Home = new Address { City = "old", StreetName = "old" }, Tags = { "a" }, Boss = new Person { Age = 7 }, Nick = "n",
    };

    private static Person Source() => new() { Name = "new", Age = 2, Home = new Address { City = "new", StreetName = "new" }, Tags = { "b" }, Boss = new Person { Name = "B" } };
}
