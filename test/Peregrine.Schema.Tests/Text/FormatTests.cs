namespace Peregrine.Schema.Tests.Text;

public sealed class FormatTests
{
    [Theory]
    [InlineData(1.5, "1.5")]
    [InlineData(0.1, "0.1")]
    [InlineData(1e15, "1e+15")]
    [InlineData(100000, "100000")]
    [InlineData(1e-5, "1e-05")]
    [InlineData(-0.0, "-0")]
    [InlineData(double.NaN, "nan")]
    [InlineData(double.NegativeInfinity, "-inf")]
    [InlineData(1.7976931348623157e308, "1.7976931348623157e+308")]
    [InlineData(5e-324, "4.94065645841247e-324")]
    public void Doubles_are_written_as_c_writes_them(double value, string text) => Assert.Equal(text, FloatFormat.Format(value));

    [Theory]
    [InlineData(1.5f, "1.5")]
    [InlineData(0.1f, "0.1")]
    [InlineData(16777216f, "16777216")]
    [InlineData(1e6f, "1e+06")]
    [InlineData(1.4e-45f, "1.40129846e-45")]
    public void Floats_are_written_as_c_writes_them(float value, string text) => Assert.Equal(text, FloatFormat.Format(value));

    [Theory]
    [InlineData("foo_bar", "fooBar")]
    [InlineData("foo", "foo")]
    [InlineData("_foo", "Foo")]
    [InlineData("foo_", "foo")]
    [InlineData("foo__bar_1a", "fooBar1a")]
    [InlineData("Foo_BAR", "FooBAR")]
    public void Json_names_are_derived_as_protoc_derives_them(string name, string json) => Assert.Equal(json, JsonNames.Derive(name));

    [Fact]
    public void Escaped_bytes_come_back()
    {
        var bytes = Enumerable.Range(0, 256).Select(static value => (byte)value).ToArray();
        Assert.True(CEscaping.TryUnescape(CEscaping.Escape(bytes), out var back));
        Assert.Equal(bytes, back);
    }

    [Theory]
    [InlineData("Persn", "Person")]
    [InlineData("mesage", "message")]
    [InlineData("xyz", null)]
    public void The_nearest_name_is_suggested_when_it_is_near(string name, string? nearest) => Assert.Equal(nearest, Spelling.Nearest(name, ["Person", "message", "enum"]));
}
