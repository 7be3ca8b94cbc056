using System.Text.Json;
using Peregrine.Protobuf.Reflection;
using Peregrine.Protobuf.Tests.People;

namespace Peregrine.Protobuf.Tests.Json;

public class JsonMessageConverterTests
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        Converters =
        {
            new JsonMessageConverterFactory(TypeRegistry.From(PeopleReflection.Types), new JsonFormatter(new JsonFormatterOptions { PreserveProtoFieldNames = true })),
        },
    };

    private static readonly JsonSerializerOptions s_inSmallPieces = new(s_options) { DefaultBufferSize = 16 };
    private static readonly JsonSerializerOptions s_oneType = new() { Converters = { new JsonMessageConverter<Address>() } };

    [Fact]
    public void A_message_within_other_objects_is_ProtoJSON()
    {
        var visit = new Visit("x", new Address { StreetName = "s" }, [new Person { Id = 1 }]);
        string json = JsonSerializer.Serialize(visit, s_options);
        Assert.Equal("""{"title":"x","place":{"street_name":"s"},"people":[{"id":"1"}]}""", json);
        Visit back = JsonSerializer.Deserialize<Visit>(json, s_options)!;
        Assert.Equal(visit.Place, back.Place);
        Assert.Equal(visit.People, back.People);
    }

    [Fact]
    public void Generated_messages_need_nothing_to_be_set_up()
    {
        var person = new Person { Id = 1, Home = new Address { StreetName = "s" } };
        string json = JsonSerializer.Serialize(person);
        Assert.Equal("""{"home":{"streetName":"s"},"ID":"1"}""", json);
        Assert.Equal(person, JsonSerializer.Deserialize<Person>(json));
        List<Person?> both = JsonSerializer.Deserialize<List<Person?>>($"[{json},null]")!;
        Assert.Equal(person, both[0]);
        Assert.Null(both[1]);
    }

    [Fact]
    public void A_converter_for_one_type_needs_no_registry()
    {
        Assert.Equal("""{"streetName":"s"}""", JsonSerializer.Serialize(new Address { StreetName = "s" }, s_oneType));
    }

    [Fact]
    public void An_error_has_the_serializer_s_path_and_line()
    {
        JsonException error = Assert.ThrowsAny<JsonException>(() => JsonSerializer.Deserialize<Visit>("{\"title\":\"x\",\n\"place\":{\"no\":1}}", s_options));
        Assert.Equal("$.place", error.Path);
        Assert.Equal(1, error.LineNumber);
        Assert.Contains("people.Address has no field", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[1,\n {\"street_name\":\"s\", // why\n  \"lines\":[\"a\", 5 , \"c\"], }]", 2, 16)]
    [InlineData("[1,\n {\"no\":\"s\"}]", 1, 2)]
    [InlineData("[1,\n []]", 1, 1)]
    public void An_error_stands_where_the_serializer_s_reader_is(string json, int line, int column)
    {
        byte[] utf8 = System.Text.Encoding.UTF8.GetBytes(json);
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        reader.Read();
        reader.Read();
        reader.Read();
        bool failed = false;
        try
        {
            JsonParser.Default.Merge(ref reader, new Address());
        }
        catch (JsonException)
        {
            failed = true;
        }

        Assert.True(failed);
        int lineStart = utf8.AsSpan(0, (int)reader.TokenStartIndex).LastIndexOf((byte)'\n') + 1;
        Assert.Equal((line, column), (utf8.AsSpan(0, (int)reader.TokenStartIndex).Count((byte)'\n'), (int)reader.TokenStartIndex - lineStart));
    }

    [Fact]
    public void A_reader_is_left_at_the_end_of_the_message()
    {
        var reader = new Utf8JsonReader("""{"a":{"city":"x","lines":["y"]},"b":7}"""u8);
        reader.Read();
        reader.Read();
        var address = new Address();
        JsonParser.Default.Merge(ref reader, address);
        Assert.Equal(new Address { City = "x", Lines = { "y" } }, address);
        Assert.Equal(JsonTokenType.EndObject, reader.TokenType);
        Assert.True(reader.Read() && reader.ValueTextEquals("b"));
    }

    [Fact]
    public async Task A_stream_in_small_pieces_reads_the_same()
    {
        var visit = new Visit(new string('t', 5_000), new Address { City = new string('c', 50_000) }, []);
        using var stream = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(visit, s_options));
        Visit back = (await JsonSerializer.DeserializeAsync<Visit>(stream, s_inSmallPieces))!;
        Assert.Equal(visit.Place, back.Place);
    }

    private sealed record Visit(string Title, Address? Place, Person[] People);
}
