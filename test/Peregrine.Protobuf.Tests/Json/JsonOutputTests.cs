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
        using var output = new JsonOutput(indented: false);
        output.String(value);
        Assert.Equal(value, JsonSerializer.Deserialize<string>(output.Written));
    }

    [Fact]
    public void An_unpaired_surrogate_becomes_the_replacement_character()
    {
        using var output = new JsonOutput(indented: false);
        output.String("a\ud800b");
        Assert.Equal("a\ufffdb", JsonSerializer.Deserialize<string>(output.Written));
    }

    [Fact]
    public void Long_text_is_written_whole()
    {
        string value = string.Concat(Enumerable.Repeat("äöü\n", 10_000));
        using var output = new JsonOutput(indented: false);
        output.String(value);
        Assert.Equal(value, JsonSerializer.Deserialize<string>(output.Written));
    }

    [Fact]
    public void Commas_stand_between_elements_and_nowhere_else()
    {
        using var output = new JsonOutput(indented: false);
        Fill(output);
        Assert.Equal("""{"a":[1,2],"b":{},"c":[],"d":null}""", output.ToString());
    }

    [Fact]
    public void Indented_text_has_a_line_for_each_element()
    {
        using var output = new JsonOutput(indented: true);
        Fill(output);
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

    [Theory]
    [InlineData(double.NaN, "\"NaN\"")]
    [InlineData(double.PositiveInfinity, "\"Infinity\"")]
    [InlineData(double.NegativeInfinity, "\"-Infinity\"")]
    [InlineData(1.5, "1.5")]
    [InlineData(-0.0, "-0")]
    [InlineData(1e300, "1E+300")]
    public void Numbers_that_JSON_lacks_are_strings(double value, string json)
    {
        using var output = new JsonOutput(indented: false);
        output.Number(value);
        Assert.Equal(json, output.ToString());
    }

    private static void Fill(JsonOutput output)
    {
        output.BeginObject();
        output.Name("a");
        output.BeginArray();
        output.Number(1);
        output.Number(2);
        output.EndArray();
        output.Name(",\"b\":"u8.ToArray());
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
