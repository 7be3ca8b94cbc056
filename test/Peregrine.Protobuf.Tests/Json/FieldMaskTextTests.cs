using System.Text;
using Peregrine.Protobuf.Json;

namespace Peregrine.Protobuf.Tests.Json;

public class FieldMaskTextTests
{
    [Theory]
    [InlineData("foo", "foo")]
    [InlineData("foo_bar", "fooBar")]
    [InlineData("foo_bar.baz_qux", "fooBar.bazQux")]
    [InlineData("foo1_bar", "foo1Bar")]
    public void Paths_that_both_cases_can_say_go_there_and_back(string snake, string camel)
    {
        var text = new StringBuilder();
        Assert.True(FieldMaskText.TryToCamel(snake, text));
        Assert.Equal(camel, text.ToString());
        Assert.True(FieldMaskText.TryToSnake(camel, out string back));
        Assert.Equal(snake, back);
    }

    [Theory]
    [InlineData("fooBar")]
    [InlineData("foo_3_bar")]
    [InlineData("foo__bar")]
    [InlineData("foo_")]
    public void Paths_that_would_come_back_changed_are_refused(string snake) => Assert.False(FieldMaskText.TryToCamel(snake, new StringBuilder()));

    [Theory]
    [InlineData("foo_bar")]
    [InlineData("foo bar")]
    [InlineData("")]
    public void JSON_paths_are_lower_camel_case(string camel) => Assert.False(FieldMaskText.TryToSnake(camel, out _));
}
