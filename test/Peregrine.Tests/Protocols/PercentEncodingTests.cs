using System.Text;
using Peregrine.Protocols;

namespace Peregrine.Tests.Protocols;

public class PercentEncodingTests
{
    [Theory]
    [InlineData("plain text, even with ~ and spaces", "plain text, even with ~ and spaces")]
    [InlineData("100%", "100%25")]
    [InlineData("a\tb\r\n", "a%09b%0D%0A")]
    [InlineData("☺", "%E2%98%BA")]
    [InlineData("😈", "%F0%9F%98%88")]
    [InlineData("", "")]
    public void Text_is_encoded_byte_by_byte(string text, string encoded)
    {
        Assert.Equal(encoded, PercentEncoding.Encode(text));
        Assert.Equal(text, PercentEncoding.Decode(Encoding.ASCII.GetBytes(encoded)));
    }

    [Theory]
    [InlineData("%", "%")]
    [InlineData("%2", "%2")]
    [InlineData("%zz", "%zz")]
    [InlineData("a%0", "a%0")]
    [InlineData("%41%4", "A%4")]
    [InlineData("%e2%98%ba", "☺")]
    public void What_is_not_well_formed_stays_as_it_is(string received, string text) =>
        Assert.Equal(text, PercentEncoding.Decode(Encoding.ASCII.GetBytes(received)));

    [Fact]
    public void Any_text_comes_back()
    {
        var random = new Random(7);
        for (int i = 0; i < 2_000; i++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(20)).Select(_ => new Rune(random.Next(2) == 0 ? random.Next(0x80) : random.Next(0xE000, 0x110000))));
            string encoded = PercentEncoding.Encode(text);
            Assert.All(encoded, c => Assert.InRange(c, ' ', '~'));
            Assert.Equal(text, PercentEncoding.Decode(Encoding.ASCII.GetBytes(encoded)));
        }
    }
}
