using System.Text;
using System.Text.Json;
using Peregrine.Protobuf.Reflection;
using Peregrine.Protobuf.Tests.Parts;
using Peregrine.Protobuf.Tests.People;
using Peregrine.Protobuf.WellKnownTypes;

namespace Peregrine.Protobuf.Tests.Json;

public class JsonFormatterTests
{
    private static readonly TypeRegistry s_types = TypeRegistry.From(PeopleReflection.Types, PartsReflection.Types);

    [Fact]
    public void Every_kind_of_field_has_its_form()
    {
        var formatter = new JsonFormatter(new JsonFormatterOptions { TypeRegistry = s_types });
        Assert.Equal(
            """
            {"name":"Ada Lovelace","age":36,"home":{"streetName":"St James's Square 12","city":"London","lines":["1","2"]},"tags":["math","","ünïcödé"],
            "scores":{"chess":3,"whist":-1},"password":"secret","nick":"","phone":"442071234567",
            "extra":{"@type":"type.googleapis.com/people.Address","city":"Ockham"},"created":"1816-03-30T00:00:00.500Z","kind":"KIND_ADMIN","note":{"n":1.5,"z":null},
            "boss":{"name":"Charles"},"shoeSize":37,"shift":"3s","visible":"name,home.streetName","photo":"AQL/","weight":55.5,"offices":[{"city":"A"},{}],
            "visits":{"7":{"city":"Turin"}},"ID":"18446744073709551615","samples":[0.1,"NaN","-Infinity",1E+100]}
            """.Replace("\n", "", StringComparison.Ordinal),
            formatter.Format(Samples.Person()));
    }

    [Fact]
    public void Options_choose_names_and_numbers_of_the_proto()
    {
        var formatter = new JsonFormatter(new JsonFormatterOptions { PreserveProtoFieldNames = true, WriteEnumsAsNumbers = true });
        Assert.Equal("""{"kind":1,"shoe_size":3,"id":"5"}""", formatter.Format(new Person { Kind = Kind.Admin, ShoeSize = 3, Id = 5 }));
    }

    [Fact]
    public void Default_values_of_fields_without_presence_are_written_when_asked_for()
    {
        var formatter = new JsonFormatter(new JsonFormatterOptions { WriteDefaultValues = true });
        Assert.Equal("""{"streetName":"","city":"","lines":[]}""", formatter.Format(new Address()));
        string person = formatter.Format(new Person());
        Assert.Contains("\"scores\":{}", person, StringComparison.Ordinal);
        Assert.DoesNotContain("nick", person, StringComparison.Ordinal);
        Assert.DoesNotContain("home", person, StringComparison.Ordinal);
    }

    [Fact]
    public void Indented_text_is_the_same_value()
    {
        var options = new JsonFormatterOptions { Indented = true, TypeRegistry = s_types };
        string indented = new JsonFormatter(options).Format(Samples.Person());
        Assert.StartsWith("{\n  \"name\": \"Ada Lovelace\",\n", indented, StringComparison.Ordinal);
        var parser = new JsonParser(new JsonParserOptions { TypeRegistry = s_types });
        Assert.Equal(Samples.Person(), parser.Parse<Person>(indented));
    }

    [Fact]
    public void Extensions_stand_under_their_full_names_in_brackets()
    {
        var part = new Part { Id = "a" };
        part.SetExtension(PartsExtensions.Weight, 5);
        part.GetExtension(PartsExtensions.Labels).Add("x");
        Assert.Equal("""{"id":"a","[parts.weight]":5,"[parts.labels]":["x"]}""", JsonFormatter.Default.Format(part));
    }

    [Fact]
    public void What_has_no_form_is_an_error_and_still_shown_to_people()
    {
        var person = new Person { Created = new Timestamp { Seconds = long.MaxValue } };
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => JsonFormatter.Default.Format(person));
        Assert.Contains("google.protobuf.Timestamp", error.Message, StringComparison.Ordinal);
        Assert.Equal("""{"created":{"seconds":"9223372036854775807"}}""", person.ToString());
        Assert.Equal("""{"extra":{"typeUrl":"x/unknown.Type","value":"AQ=="}}""", new Person { Extra = new Any { TypeUrl = "x/unknown.Type", Value = ByteString.CopyFrom(1) } }.ToString());
        Assert.Throws<InvalidOperationException>(() => JsonFormatter.Default.Format(new Value { NumberValue = double.NaN }));
        Assert.Throws<InvalidOperationException>(() => JsonFormatter.Default.Format(FieldMask.FromPaths("a_1")));
    }

    [Fact]
    public void UTF_8_writers_and_strings_get_the_same_text()
    {
        Person person = Samples.Person();
        person.Extra = null;
        string expected = JsonFormatter.Default.Format(person);
        Assert.Equal(expected, Encoding.UTF8.GetString(JsonFormatter.Default.FormatToUtf8(person)));
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        JsonFormatter.Default.Format(person, buffer);
        Assert.Equal(expected, Encoding.UTF8.GetString(buffer.WrittenSpan));
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            JsonFormatter.Default.Format(person, writer);
        Assert.Equal(expected, Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Fact]
    public void Anys_within_each_other_are_expanded_as_deep_as_a_parser_reads()
    {
        var any = new Any { TypeUrl = "type.googleapis.com/google.protobuf.Empty" };
        for (int i = 0; i < 3_000; i++)
            any = Any.Pack(any);
        Assert.Contains("deeper than 100", Assert.Throws<InvalidOperationException>(() => JsonFormatter.Default.Format(any)).Message, StringComparison.Ordinal);
        // For people, the rest is shown as the bytes that it is.
        Assert.Equal(100, any.ToString().Split("@type").Length - 1);
    }

    [Fact]
    public void A_message_that_contains_itself_too_deeply_is_an_error_and_no_crash()
    {
        var root = new Person();
        Person at = root;
        for (int i = 0; i < 200_000; i++)
            at = at.Boss = new Person();
        Assert.Throws<InsufficientExecutionStackException>(() => JsonFormatter.Default.Format(root));
        Assert.Throws<InsufficientExecutionStackException>(() => TextFormatter.Default.Format(root));
    }

    [Fact]
    public void Large_bytes_stand_where_they_belong_however_the_text_is_taken()
    {
        var random = new Random(4);
        var lists = new Wire.Lists();
        for (int i = 0; i < 12; i++)
        {
            byte[] bytes = new byte[random.Next(3) * random.Next(3000)];
            random.NextBytes(bytes);
            lists.Blobs.Add(ByteString.Wrap(bytes));
            lists.Strings.Add($"ž{i}");
        }

        string json = JsonFormatter.Default.Format(lists);
        string expected = "{\"strings\":[" + string.Join(',', lists.Strings.Select(static text => $"\"{text}\"")) + "],\"blobs\":[" +
            string.Join(',', lists.Blobs.Select(static blob => $"\"{blob.ToBase64()}\"")) + "]}";
        Assert.Equal(expected, json);
        Assert.Equal(expected, System.Text.Encoding.UTF8.GetString(JsonFormatter.Default.FormatToUtf8(lists)));
        var writer = new System.Buffers.ArrayBufferWriter<byte>();
        JsonFormatter.Default.Format(lists, writer);
        Assert.Equal(expected, System.Text.Encoding.UTF8.GetString(writer.WrittenSpan));
        Assert.Equal(lists, JsonParser.Default.Parse<Wire.Lists>(json));
        Assert.Equal(lists, JsonParser.Default.Parse<Wire.Lists>(new JsonFormatter(new JsonFormatterOptions { Indented = true }).Format(lists)));
    }

    [Theory]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(5000)]
    public void Long_base64_with_a_foreign_character_anywhere_is_refused_and_the_URL_alphabet_taken(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        string text = Convert.ToBase64String(bytes);
        foreach (int at in (int[])[0, 5, 1023, text.Length - 5])
        {
            foreach (char foreign in " \u00ff=\u2041")
                Assert.Throws<InvalidProtocolBufferException>(() => JsonParser.Default.Parse<Wire.Scalars>($"{{\"bytesValue\":\"{text[..at]}{foreign}{text[(at + 1)..]}\"}}"));
        }

        string url = text.Replace('+', '-').Replace('/', '_').TrimEnd('=');
        Assert.Equal(bytes, JsonParser.Default.Parse<Wire.Scalars>($"{{\"bytesValue\":\"{url}\"}}").BytesValue.ToByteArray());
        Assert.Equal(bytes, JsonParser.Default.Parse<Wire.Scalars>($"{{\"bytesValue\":\"{text}\"}}").BytesValue.ToByteArray());
    }
}
