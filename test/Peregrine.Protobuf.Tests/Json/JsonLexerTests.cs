using System.Runtime.InteropServices;
using System.Text;
using Peregrine.Protobuf.Json;
using Peregrine.Protobuf.Tests.People;
using Peregrine.Protobuf.WellKnownTypes;

namespace Peregrine.Protobuf.Tests.Json;

public class JsonLexerTests
{
    [Theory]
    [InlineData("{\"a\":1,}", 8, "the name of a member")]
    [InlineData("{,\"a\":1}", 2, "the name of a member")]
    [InlineData("{\"a\" 1}", 6, "':'")]
    [InlineData("{\"a\":1 \"b\":2}", 8, "',' or '}'")]
    [InlineData("[1 2]", 4, "',' or ']'")]
    [InlineData("[1,]", 4, "a value")]
    [InlineData("[1", 3, "the text ends")]
    [InlineData("{\"a\":", 6, "the text ends")]
    [InlineData("[01]", 3, "',' or ']'")]
    [InlineData("[1.]", 4, "digit")]
    [InlineData("[-]", 3, "digit")]
    [InlineData("[1e]", 4, "digit")]
    [InlineData("[+1]", 2, "a value")]
    [InlineData("[.5]", 2, "a value")]
    [InlineData("[tru]", 2, "a value")]
    [InlineData("[nul", 2, "a value")]
    [InlineData("[NaN]", 2, "a value")]
    [InlineData("['a']", 2, "a value")]
    [InlineData("[\"a]", 5, "ends within a string")]
    [InlineData("[\"a\nb\"]", 2, "U+000A")]
    [InlineData("[\"\\x41\"]", 3, "escape")]
    [InlineData("[\"\\u12g4\"]", 3, "hexadecimal")]
    [InlineData("[\"\\u12", 3, "hexadecimal")]
    [InlineData("[\"\\", 3, "escape")]
    [InlineData("[\u00a01]", 2, "U+00")]
    [InlineData("[1]\u0000", 4, "end of the text")]
    public void What_is_no_JSON_is_named_with_its_place(string json, int column, string what)
    {
        InvalidProtocolBufferException wide = Assert.Throws<InvalidProtocolBufferException>(() => JsonParser.Default.Parse<Value>(json));
        InvalidProtocolBufferException narrow = Assert.Throws<InvalidProtocolBufferException>(() => JsonParser.Default.Parse<Value>(Encoding.UTF8.GetBytes(json)));
        Assert.Contains(what, wide.Message, StringComparison.Ordinal);
        Assert.Contains(what, narrow.Message, StringComparison.Ordinal);
        if (!json.Contains('\n'))
        {
            Assert.StartsWith($"JSON error at line 1, column {column}: ", wide.Message, StringComparison.Ordinal);
            Assert.StartsWith($"JSON error at line 1, column {column}: ", narrow.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData("\\\"\\\\\\/\\b\\f\\n\\r\\t", "\"\\/\b\f\n\r\t")]
    [InlineData("\\u00e4\\u4E16\\ud83d\\ude00", "ä世😀")]
    [InlineData("ä世😀\u007f", "ä世😀\u007f")]
    [InlineData("12345678\\n12345678ä2345678😀\\u0000x", "12345678\n12345678ä2345678😀\0x")]
    public void A_string_is_what_its_escapes_say(string inside, string text)
    {
        for (int i = 0; i < 20; i++)
        {
            string json = $"\"{new string('x', i)}{inside}{new string('y', 40 - i)}\"";
            string expected = new string('x', i) + text + new string('y', 40 - i);
            Assert.Equal(expected, JsonParser.Default.Parse<Value>(json).StringValue);
            Assert.Equal(expected, JsonParser.Default.Parse<Value>(Encoding.UTF8.GetBytes(json)).StringValue);
        }
    }

    [Theory]
    [InlineData("\\ud800")]
    [InlineData("\\ude00")]
    [InlineData("\\ud83dx")]
    [InlineData("\\ud83d\\n")]
    [InlineData("\\ud83d\\ud83d")]
    public void Half_an_escaped_surrogate_pair_is_an_error(string inside)
    {
        Assert.Throws<InvalidProtocolBufferException>(() => JsonParser.Default.Parse<Value>($"\"{inside}\""));
        Assert.Throws<InvalidProtocolBufferException>(() => JsonParser.Default.Parse<Value>(Encoding.UTF8.GetBytes($"\"{inside}\"")));
    }

    [Fact]
    public void The_fast_way_and_the_general_one_read_the_same_texts_and_refuse_the_same()
    {
        string[] pieces = ["a", "plain text of some length, ", "ž", "早", "\ud83d\ude00", "\\ud83d\\ude00", "\\u00e4", "\\u4E16", "\\n", "\\\"", "\\\\", "\\/", "\u007f", " "];
        string[] damages = ["\ud83d", "\ude00", "\\ud83d", "\\ude00", "\\u12g4", "\\x", "\n", "\"", "\\", "\\u12", "\\ud83d\ude00", "\ud83d\\ude00"];
        var random = new Random(11);
        int refused = 0;
        for (int i = 0; i < 20_000; i++)
        {
            var inside = new StringBuilder();
            for (int count = random.Next(12); count > 0; count--)
                inside.Append(pieces[random.Next(pieces.Length)]);
            if (random.Next(4) == 0)
                inside.Append(damages[random.Next(damages.Length)]).Append(pieces[random.Next(pieces.Length)]);
            string json = $"{inside}\"{new string(' ', random.Next(3) * 20)}";
            bool fast = JsonWideText.TryRead(json, out string text, out int length);
            refused += fast ? 0 : 1;
            Assert.Equal(General(json, out string expected, out int end), fast);
            if (fast)
                Assert.Equal((expected, end), (text, length));
        }

        Assert.InRange(refused, 1000, 6000);
    }

    [Fact]
    public void A_long_text_full_of_escapes_is_read_whole()
    {
        foreach (int length in (int[])[100, 4000, 4096, 5000, 100_000])
        {
            string expected = string.Concat(Enumerable.Range(0, length).Select(static i => i % 7 == 0 ? "\n" : i % 50 == 0 ? "😀" : "x"));
            string json = $"\"{expected.Replace("\n", "\\n", StringComparison.Ordinal).Replace("😀", "\\ud83d\\ude00", StringComparison.Ordinal)}\"";
            Assert.Equal(expected, JsonParser.Default.Parse<Value>(json).StringValue);
            Assert.Equal(expected, JsonParser.Default.Parse<Value>(Encoding.UTF8.GetBytes(json)).StringValue);
        }
    }

    [Fact]
    public void Half_a_surrogate_pair_in_the_text_is_an_error()
    {
        foreach (string inside in (string[])["\ud800", "a\ude00", "\\n\ud800", "\\n12345678\ude00x"])
            Assert.Throws<InvalidProtocolBufferException>(() => JsonParser.Default.Parse<Value>($"\"{inside}\""));
    }

    [Fact]
    public void Every_stop_is_found_wherever_it_stands()
    {
        for (int length = 1; length < 100; length++)
        {
            for (int at = 0; at < length; at++)
            {
                char[] text = [.. Enumerable.Repeat('ü', length)];
                text[at] = "\"\\\u001f"[at % 3];
                Assert.Equal(at, JsonText.IndexOfStop<ushort>(MemoryMarshal.Cast<char, ushort>(text)));
                byte[] bytes = [.. text.Select(static c => (byte)c)];
                Assert.Equal(at, JsonText.IndexOfStop<byte>(bytes));
            }

            Assert.Equal(-1, JsonText.IndexOfStop<byte>(Enumerable.Repeat((byte)' ', length).ToArray()));
        }
    }

    [Fact]
    public void Space_may_stand_between_all_tokens()
    {
        const string Json = " \t\r\n{ \"name\" : \"x\" , \"tags\" : [ \"a\" , \"b\" ] , \"scores\" : { } , \"age\" : 5 } \n";
        Assert.Equal(new Person { Name = "x", Age = 5, Tags = { "a", "b" } }, JsonParser.Default.Parse<Person>(Json));
        Assert.Equal(new Person { Name = "x", Age = 5, Tags = { "a", "b" } }, Person.Parser.ParseJson(Encoding.UTF8.GetBytes(Json)));
    }

    [Fact]
    public void Columns_count_characters_in_both_encodings()
    {
        const string Json = "{\"name\":\"ü😀世\",\n \"ü😀世\":1}";
        Assert.StartsWith("JSON error at line 2, column 2: ", Assert.Throws<InvalidProtocolBufferException>(() => Person.Parser.ParseJson(Json)).Message, StringComparison.Ordinal);
        const string Later = "{\"name\":\"ü😀世\", \"age\":[]}";
        string wide = Assert.Throws<InvalidProtocolBufferException>(() => Person.Parser.ParseJson(Later)).Message;
        Assert.StartsWith("JSON error at line 1, column 22: ", wide, StringComparison.Ordinal);
        Assert.Equal(wide, Assert.Throws<InvalidProtocolBufferException>(() => Person.Parser.ParseJson(Encoding.UTF8.GetBytes(Later))).Message);
    }

    // By the lexer's two steps: find the end, then resolve.
    private static bool General(string rest, out string text, out int length)
    {
        ReadOnlySpan<ushort> quoted = MemoryMarshal.Cast<char, ushort>($"\"{rest}");
        var lexer = new JsonLexer<ushort>(quoted);
        text = "";
        length = 0;
        try
        {
            lexer.Next();
            ReadOnlySpan<ushort> inside = lexer.String(out bool escaped);
            length = inside.Length + 1;
            return JsonText.TryDecode(inside, escaped, out text);
        }
        catch (JsonFaultException)
        {
            return false;
        }
    }
}
