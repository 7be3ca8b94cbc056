using Peregrine.Protobuf.Reflection;
using Peregrine.Protobuf.Tests.Parts;
using Peregrine.Protobuf.Tests.People;
using Peregrine.Protobuf.WellKnownTypes;

namespace Peregrine.Protobuf.Tests.Text;

public class TextFormatTests
{
    private static readonly TypeRegistry s_types = TypeRegistry.From(PeopleReflection.Types, PartsReflection.Types);
    private static readonly TextParser s_parser = new(new TextParserOptions { TypeRegistry = s_types });

    [Fact]
    public void What_is_printed_is_read_back()
    {
        Part part = SamplePart();
        foreach (bool singleLine in (bool[])[true, false])
        {
            var formatter = new TextFormatter(new TextFormatterOptions { TypeRegistry = s_types, SingleLine = singleLine });
            Assert.Equal(Samples.Person(), s_parser.Parse<Person>(formatter.Format(Samples.Person())));
            Assert.Equal(part, s_parser.Parse<Part>(formatter.Format(part)));
        }
    }

    [Fact]
    public void Anys_within_each_other_are_expanded_as_deep_as_a_parser_reads()
    {
        Any any = Nested(3_000);
        string text = TextFormatter.Default.Format(any);
        Assert.Equal(100, text.Split("[type.googleapis.com/google.protobuf.Any] {").Length - 1);
        Assert.Equal(Nested(50), TextParser.Default.Parse<Any>(TextFormatter.Default.Format(Nested(50))));
    }

    private static Any Nested(int count)
    {
        var any = new Any { TypeUrl = "type.googleapis.com/google.protobuf.Empty" };
        for (int i = 0; i < count; i++)
            any = Any.Pack(any);
        return any;
    }

    [Fact]
    public void Groups_maps_extensions_and_defaults_have_their_form()
    {
        Assert.Equal(
            """
            id: "a"
            sizes: SMALL
            sizes: LARGE
            Limits {
              max: 3
            }
            named {
              key: "k"
              value: FINE
            }
            [parts.weight]: 5
            [parts.labels]: "x"

            """,
            TextFormatter.Default.Format(SamplePart()));
    }

    [Fact]
    public void An_Any_is_expanded_when_its_type_is_known()
    {
        var person = new Person { Extra = Any.Pack(new Address { City = "c" }) };
        Assert.Equal("extra { [type.googleapis.com/people.Address] { city: \"c\" } }", Line(person, new TextFormatterOptions { SingleLine = true, TypeRegistry = s_types }));
        Assert.Equal("extra { type_url: \"type.googleapis.com/people.Address\" value: \"\\022\\001c\" }", Line(person, new TextFormatterOptions { SingleLine = true }));
    }

    [Fact]
    public void Fields_marked_debug_redact_are_hidden_when_asked_to()
    {
        var person = new Person { Name = "n", Password = "secret" };
        string text = Line(person, new TextFormatterOptions { SingleLine = true, Redact = true });
        Assert.Equal("name: \"n\" password: [REDACTED]", text);
        Assert.Contains("secret", Line(person, new TextFormatterOptions()), StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_fields_are_printed_by_number_when_asked_to()
    {
        Address address = Address.Parser.ParseFrom((byte[])[0x50, 1, 0x5a, 2, 0x08, 5, 0x62, 2, 0xff, 0xfe, 0x6b, 0x08, 1, 0x6c, 0x75, 1, 0, 0, 0, 0x79, 2, 0, 0, 0, 0, 0, 0, 0]);
        Assert.Equal("", Line(address, new TextFormatterOptions { SingleLine = true }));
        Assert.Equal(
            "10: 1 11 { 1: 5 } 12: \"\\377\\376\" 13 { 1: 1 } 14: 0x00000001 15: 0x0000000000000002",
            Line(address, new TextFormatterOptions { SingleLine = true, PrintUnknownFields = true }));
    }

    [Theory]
    [InlineData("name: 'x'\nage: 'y'", "line 2, column 6", "expected an integer for people.Person.age but found ''y''")]
    [InlineData("nothing: 1", "line 1, column 1", "no field \"nothing\"")]
    [InlineData("name 'x'", "line 1, column 6", "expected ':' after name")]
    [InlineData("home { city: 'x'", "line 1, column 17", "expected '}' but found the end of the text")]
    [InlineData("home { city: 'x' >", "line 1, column 18", "expected '}' but found '>'")]
    [InlineData("name: 'a' name: 'b'", "line 1, column 11", "given twice")]
    [InlineData("email: 'a' phone: 1", "line 1, column 12", "oneof people.Person.contact")]
    [InlineData("kind: NO", "line 1, column 7", "people.Kind has no value NO")]
    [InlineData("[no.such]: 1", "line 1, column 1", "no extension [no.such]")]
    [InlineData("extra { [x/no.Such] {} }", "line 1, column 9", "'x/no.Such'")]
    [InlineData("home { [x/people.Address] {} }", "line 1, column 8", "only a google.protobuf.Any")]
    [InlineData("name: '\\q'", "line 1, column 7", "unknown escape \\q")]
    [InlineData("name: '\\xff'", "line 1, column 7", "not valid UTF-8")]
    [InlineData("tags: ['a',]", "line 1, column 12", "expected a string")]
    [InlineData("age: 2147483648", "line 1, column 6", "outside people.Person.age, which is int32")]
    [InlineData("scores { key: 'a' val: 1 }", "line 1, column 19", "a key and a value")]
    [InlineData("}", "line 1, column 1", "expected a field name")]
    public void An_error_says_what_is_wrong_and_where(string text, string place, string what)
    {
        InvalidProtocolBufferException error = Assert.Throws<InvalidProtocolBufferException>(() => s_parser.Parse<Person>(text));
        Assert.StartsWith($"text format error at {place}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nesting_beyond_the_limit_is_an_error_that_names_the_option()
    {
        string Nested(int depth) => string.Concat(Enumerable.Repeat("boss {", depth - 1)) + new string('}', depth - 1);
        var parser = new TextParser(new TextParserOptions { RecursionLimit = 5 });
        Assert.NotNull(parser.Parse<Person>(Nested(5)).Boss);
        InvalidProtocolBufferException error = Assert.Throws<InvalidProtocolBufferException>(() => parser.Parse<Person>(Nested(6)));
        Assert.Contains("RecursionLimit (5)", error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidProtocolBufferException>(() => new TextParser(new TextParserOptions { RecursionLimit = int.MaxValue }).Parse<Person>(Nested(1_000_000)));
        Assert.Throws<InvalidProtocolBufferException>(() => new TextParser(new TextParserOptions { IgnoreUnknownFields = true })
            .Parse<Person>(string.Concat(Enumerable.Repeat("x {", 100_000))));
    }

    [Fact]
    public void Reserved_names_are_passed_over_and_unknown_ones_when_asked_to()
    {
        Part part = s_parser.Parse<Part>("id: 'a' old_name { anything: [1, < >] }");
        Assert.Equal(new Part { Id = "a" }, part);
        var lenient = new TextParser(new TextParserOptions { IgnoreUnknownFields = true });
        Assert.Equal(new Person { Name = "n" }, lenient.Parse<Person>("what: -1.5f ever { [a.b]: 'x' 'y' } [c.d] {} name: 'n' kind: NEW"));
    }

    private static string Line(IMessage message, TextFormatterOptions options) => new TextFormatter(options).Format(message);

    private static Part SamplePart()
    {
        var part = new Part { Id = "a", Sizes = { Size.Small, Size.Large }, Limits = new Part.LimitsType { Max = 3 }, Named = { ["k"] = Grade.Fine } };
        part.SetExtension(PartsExtensions.Weight, 5);
        part.GetExtension(PartsExtensions.Labels).Add("x");
        return part;
    }
}
