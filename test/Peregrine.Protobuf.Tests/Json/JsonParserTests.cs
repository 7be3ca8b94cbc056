using System.Text;
using Peregrine.Protobuf.Reflection;
using Peregrine.Protobuf.Tests.Parts;
using Peregrine.Protobuf.Tests.People;
using Peregrine.Protobuf.WellKnownTypes;

namespace Peregrine.Protobuf.Tests.Json;

public class JsonParserTests
{
    private static readonly TypeRegistry s_types = TypeRegistry.From(PeopleReflection.Types, PartsReflection.Types);

    [Theory]
    [InlineData("""{"@type":"type.googleapis.com/google.protobuf.Duration","@type":"type.googleapis.com/google.protobuf.Empty","value":"1s"}""")]
    [InlineData("""{"@type":"type.googleapis.com/people.Person","name":"Ann","@type":"type.googleapis.com/people.Person"}""")]
    public void The_type_of_an_Any_is_given_once(string json)
    {
        var parser = new JsonParser(new JsonParserOptions { TypeRegistry = s_types });
        Assert.Contains("@type", Assert.Throws<InvalidProtocolBufferException>(() => parser.Parse<Any>(json)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        string json = new JsonFormatter(new JsonFormatterOptions { TypeRegistry = s_types }).Format(Samples.Person());
        var parser = new JsonParser(new JsonParserOptions { TypeRegistry = s_types });
        Assert.Equal(Samples.Person(), parser.Parse<Person>(json));
        Assert.Equal(Samples.Person(), parser.Parse<Person>(Encoding.UTF8.GetBytes(json)));
    }

    [Theory]
    [InlineData("{\"name\":\"x\",\n  \"age\": 1.5}", "line 2, column 10", "1.5")]
    [InlineData("{\"nothing\": 1}", "line 1, column 2", "no field \"nothing\"")]
    [InlineData("{\n\n\"name\": }", "line 3, column 9", "'}'")]
    [InlineData("{\"name\":\"ü\", \"ä\": 1}", "line 1, column 14", "no field \"ä\"")]
    [InlineData("", "line 1, column 1", "")]
    [InlineData("{} {}", "line 1, column 4", "")]
    [InlineData("{\"name\":1}", "line 1, column 9", "expected a string for people.Person.name but found the number 1")]
    [InlineData("{\"age\":\"x\"}", "line 1, column 8", "which is int32")]
    [InlineData("{\"age\":2147483648}", "line 1, column 8", "which is int32")]
    [InlineData("{\"kind\":\"NO\"}", "line 1, column 9", "people.Kind has no value \"NO\"")]
    [InlineData("{\"age\":1,\"age\":2}", "line 1, column 10", "people.Person.age is given twice")]
    [InlineData("{\"email\":\"a\",\"phone\":2}", "line 1, column 22", "more than one field of the oneof people.Person.contact")]
    [InlineData("{\"tags\":\"a\"}", "line 1, column 9", "expected an array for people.Person.tags")]
    [InlineData("{\"tags\":[null]}", "line 1, column 10", "cannot be null")]
    [InlineData("{\"scores\":{\"a\":1,\"a\":2}}", "line 1, column 18", "given twice")]
    [InlineData("{\"home\":[]}", "line 1, column 9", "expected an object for people.Address but found an array")]
    [InlineData("{\"created\":\"yesterday\"}", "line 1, column 12", "RFC 3339")]
    [InlineData("{\"photo\":\"a\"}", "line 1, column 10", "base64")]
    [InlineData("{\"extra\":{\"@type\":\"x/no.Such\"}}", "line 1, column 10", "registry has no \"x/no.Such\"")]
    [InlineData("{\"extra\":{\"a\":1}}", "line 1, column 10", "@type")]
    [InlineData("{\"name\":\"\\ud800\"}", "line 1, column 9", "surrogate")]
    public void An_error_says_what_is_wrong_and_where(string json, string place, string what)
    {
        InvalidProtocolBufferException error = Assert.Throws<InvalidProtocolBufferException>(() => JsonParser.Default.Parse<Person>(json));
        Assert.StartsWith($"JSON error at {place}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_no_UTF_8_are_an_error() =>
        Assert.Throws<InvalidProtocolBufferException>(() => JsonParser.Default.Parse<Person>([.. "{\"name\":\""u8, 0xff, .. "\"}"u8]));

    [Fact]
    public void Nesting_beyond_the_limit_is_an_error_that_names_the_option()
    {
        string Nested(int depth) => string.Concat(Enumerable.Repeat("{\"boss\":", depth - 1)) + "{}" + new string('}', depth - 1);
        var parser = new JsonParser(new JsonParserOptions { RecursionLimit = 5 });
        Assert.NotNull(parser.Parse<Person>(Nested(5)).Boss);
        InvalidProtocolBufferException error = Assert.Throws<InvalidProtocolBufferException>(() => parser.Parse<Person>(Nested(6)));
        Assert.Contains("RecursionLimit (5)", error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidProtocolBufferException>(() => JsonParser.Default.Parse<Person>(Nested(100_000)));
        Assert.Throws<InvalidProtocolBufferException>(() => new JsonParser(new JsonParserOptions { RecursionLimit = int.MaxValue }).Parse<Person>(Nested(1_000_000)));
        Assert.Throws<InvalidProtocolBufferException>(() => new JsonParser(new JsonParserOptions { IgnoreUnknownFields = true })
            .Parse<Person>("{\"u\":" + new string('[', 100_000) + new string(']', 100_000) + "}"));
    }

    [Fact]
    public void Unknown_fields_and_enum_names_are_passed_over_when_asked_to()
    {
        var parser = new JsonParser(new JsonParserOptions { IgnoreUnknownFields = true });
        Person person = parser.Parse<Person>("""{"new":{"a":[1,{"b":null}]},"kind":"KIND_NEW","name":"x"}""");
        Assert.Equal(new Person { Name = "x" }, person);
    }

    [Fact]
    public void Null_leaves_a_field_unset_and_is_a_value_of_Value()
    {
        Person person = JsonParser.Default.Parse<Person>("""{"name":null,"home":null,"tags":null,"nick":null,"shoeSize":null,"note":null}""");
        Assert.Equal(new Person { Note = new() { NullValue = default(WellKnownTypes.NullValue) } }, person);
    }

    [Fact]
    public void Parsing_into_a_message_merges()
    {
        var person = new Person { Name = "a", Home = new Address { City = "c" }, Tags = { "x" }, Scores = { ["k"] = 1 } };
        JsonParser.Default.Merge("""{"age":5,"home":{"streetName":"s"},"tags":["y"],"scores":{"k":2,"l":3}}""", person);
        Assert.Equal(new Person { Name = "a", Age = 5, Home = new Address { City = "c", StreetName = "s" }, Tags = { "x", "y" }, Scores = { ["k"] = 2, ["l"] = 3 } }, person);
    }

    [Fact]
    public void Extensions_are_found_in_the_registry()
    {
        var parser = new JsonParser(new JsonParserOptions { TypeRegistry = s_types });
        Part part = parser.Parse<Part>("""{"id":"a","[parts.weight]":5,"[parts.labels]":["x","y"],"[parts.twin]":{"id":"b"}}""");
        Assert.Equal(5, part.GetExtension(PartsExtensions.Weight));
        Assert.Equal(["x", "y"], part.GetExtension(PartsExtensions.Labels));
        Assert.Equal("b", part.GetExtension(PartsExtensions.Twin)!.Id);
        Assert.Throws<InvalidProtocolBufferException>(() => JsonParser.Default.Parse<Part>("""{"[parts.weight]":5}"""));
        Assert.Throws<InvalidProtocolBufferException>(() => parser.Parse<Person>("""{"[parts.weight]":5}"""));
    }

    [Fact]
    public void A_closed_enum_takes_no_number_without_a_name()
    {
        Assert.Throws<InvalidProtocolBufferException>(() => JsonParser.Default.Parse<Part>("""{"size":7}"""));
        Assert.Equal((Kind)7, JsonParser.Default.Parse<Person>("""{"kind":7}""").Kind);
    }

    [Fact]
    public void A_descriptor_is_enough_to_parse()
    {
        DynamicMessage person = JsonParser.Default.Parse("""{"name":"x","home":{"city":"y"}}""", Person.Descriptor);
        Assert.Equal(new Person { Name = "x", Home = new Address { City = "y" } }.ToByteArray(), person.ToByteArray());
        Assert.Equal(person, TextParser.Default.Parse("name: 'x' home { city: 'y' }", Person.Descriptor));
    }
}
