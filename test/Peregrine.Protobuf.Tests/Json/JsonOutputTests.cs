using System.Text.Json;
using Peregrine.Protobuf.Json;

namespace Peregrine.Protobuf.Tests.Json;

public class JsonOutputTests
{
    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("\"\\/\b\f\n\r\t\u0000\u001f\u007f")]
    [InlineData("Grüße, 谷歌 😀 \u2028\u2029")]
    public void Strings_read_back_as_they_were_written(string value)
    {
        // Behind each number of plain characters, so that every position within a vector is met.
        for (int i = 0; i < 20; i++)
        {
            string text = new string('x', i) + value + "tail";
            Assert.Equal(text, JsonSerializer.Deserialize<string>(Both(output => output.String(text), output => output.String(text))));
        }
    }

    [Fact]
    public void An_unpaired_surrogate_becomes_the_replacement_character()
    {
        foreach (string text in (string[])["a\ud800b", "a\udc00", "0123456789\ud800", "0123456789\ud800\ud83d\ude00x"])
        {
            string expected = text.Replace("\ud800", "\ufffd", StringComparison.Ordinal).Replace("a\udc00", "a\ufffd", StringComparison.Ordinal);
            Assert.Equal(expected, JsonSerializer.Deserialize<string>(Both(output => output.String(text), output => output.String(text))));
        }
    }

    [Fact]
    public void Long_text_is_written_whole()
    {
        string value = string.Concat(Enumerable.Repeat("äöü\n", 10_000));
        Assert.Equal(value, JsonSerializer.Deserialize<string>(Both(output => output.String(value), output => output.String(value))));
    }

    [Fact]
    public void Commas_stand_between_elements_and_nowhere_else()
    {
        Assert.Equal("""{"a":[1,2],"b":{},"c":[],"d":null}""", Both(Fill, Fill));
        Assert.Equal("\",\"", Both(output => output.String(","), output => output.String(",")));
    }

    [Fact]
    public void Indented_text_has_a_line_for_each_element()
    {
        using var compact = new JsonOutput<byte>();
        Fill(compact);
        using JsonOutput<byte> output = JsonIndenter.Indent(compact.Written);
        Assert.Equal("""
            {
              "a": [
                1,
                2
              ],
              "b": {},
              "c": [],
              "d": null
            }
            """, output.ToString());
    }

    [Fact]
    public void Brackets_and_commas_within_strings_stay_on_their_line()
    {
        using JsonOutput<byte> output = JsonIndenter.Indent("""["{[\\\",:]}"]"""u8);
        Assert.Equal("[\n  \"{[\\\\\\\",:]}\"\n]", output.ToString());
    }

    [Theory]
    [InlineData(double.NaN, "\"NaN\"")]
    [InlineData(double.PositiveInfinity, "\"Infinity\"")]
    [InlineData(double.NegativeInfinity, "\"-Infinity\"")]
    [InlineData(1.5, "1.5")]
    [InlineData(-0.0, "-0")]
    [InlineData(1e300, "1E+300")]
    public void Numbers_that_JSON_lacks_are_strings(double value, string json)
    {
        Assert.Equal(json, Both(output => output.Number(value), output => output.Number(value)));
        Assert.Equal(double.IsFinite(value) && value != 1e300 ? json : double.IsNaN(value) ? "\"NaN\"" : value > 0 ? "\"Infinity\"" : json,
            Both(output => output.Number((float)value), output => output.Number((float)value)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(100)]
    [InlineData(1000)]
    public void Bytes_are_base64(int length)
    {
        byte[] random = new byte[length];
        new Random(length).NextBytes(random);
        var bytes = ByteString.Wrap(random);
        Assert.Equal($"\"{Convert.ToBase64String(random)}\"", Both(output => output.Base64(bytes), output => output.Base64(bytes)));
    }

    // What is written in UTF-8, which is what is written in UTF-16 too.
    private static string Both(Action<JsonOutput<byte>> narrow, Action<JsonOutput<ushort>> wide)
    {
        using var utf8 = new JsonOutput<byte>();
        using var utf16 = new JsonOutput<ushort>();
        narrow(utf8);
        wide(utf16);
        Assert.Equal(utf8.ToString(), utf16.ToString());
        return utf8.ToString();
    }

    private static void Fill<TUnit>(JsonOutput<TUnit> output)
        where TUnit : unmanaged, System.Numerics.IBinaryInteger<TUnit>
    {
        output.BeginObject();
        output.Name("a");
        output.BeginArray();
        output.Number(1);
        output.Number(2);
        output.EndArray();
        output.Name(new JsonName("\"b\":"));
        output.BeginObject();
        output.EndObject();
        output.Name("c");
        output.BeginArray();
        output.EndArray();
        output.Name("d");
        output.Null();
        output.EndObject();
    }
}
