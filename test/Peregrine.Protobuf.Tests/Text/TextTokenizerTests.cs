using System.Text;
using Peregrine.Protobuf.Text;

namespace Peregrine.Protobuf.Tests.Text;

public class TextTokenizerTests
{
    [Theory]
    [InlineData("name", TextTokenKind.Identifier)]
    [InlineData("_1", TextTokenKind.Identifier)]
    [InlineData("0", TextTokenKind.Decimal)]
    [InlineData("123", TextTokenKind.Decimal)]
    [InlineData("017", TextTokenKind.Octal)]
    [InlineData("0x1F", TextTokenKind.Hex)]
    [InlineData("1.5", TextTokenKind.Float)]
    [InlineData(".5", TextTokenKind.Float)]
    [InlineData("1.", TextTokenKind.Float)]
    [InlineData("1e10", TextTokenKind.Float)]
    [InlineData("10f", TextTokenKind.Float)]
    [InlineData("'it\\'s'", TextTokenKind.String)]
    [InlineData("{", TextTokenKind.Symbol)]
    internal void A_token_is_recognised_whole(string text, TextTokenKind kind)
    {
        var tokens = new TextTokenizer(Encoding.UTF8.GetBytes($" # comment\n {text} # end"));
        Assert.Equal(kind, tokens.Kind);
        Assert.Equal(text, Encoding.UTF8.GetString(tokens.Token));
        tokens.Next();
        Assert.Equal(TextTokenKind.End, tokens.Kind);
    }

    [Theory]
    [InlineData("\n  1abc", "line 2, column 3")]
    [InlineData("08", "line 1, column 1")]
    [InlineData("0x", "line 1, column 1")]
    [InlineData("1e", "line 1, column 1")]
    [InlineData("'open", "line 1, column 1")]
    [InlineData("'line\nbreak'", "line 1, column 1")]
    [InlineData("'ends in \\", "line 1, column 1")]
    [InlineData("ä", "line 1, column 1")]
    [InlineData("@", "line 1, column 1")]
    public void What_is_no_token_is_an_error_at_its_place(string text, string place)
    {
        InvalidProtocolBufferException error = Assert.Throws<InvalidProtocolBufferException>(() => new TextTokenizer(Encoding.UTF8.GetBytes(text)));
        Assert.Contains(place, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_count_characters()
    {
        InvalidProtocolBufferException error = Assert.Throws<InvalidProtocolBufferException>(() =>
        {
            var tokens = new TextTokenizer("'äöü' @"u8);
            tokens.Next();
        });
        Assert.Contains("column 7", error.Message, StringComparison.Ordinal);
    }
}
