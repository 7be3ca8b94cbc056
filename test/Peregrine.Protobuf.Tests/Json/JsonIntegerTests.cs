using System.Text;
using Peregrine.Protobuf.Json;

namespace Peregrine.Protobuf.Tests.Json;

public class JsonIntegerTests
{
    [Theory]
    [InlineData("0", false, 0)]
    [InlineData("-0", true, 0)]
    [InlineData("42", false, 42)]
    [InlineData("1e5", false, 100_000)]
    [InlineData("100000.000", false, 100_000)]
    [InlineData("-2.147483648e9", true, 2_147_483_648)]
    [InlineData("12.5e1", false, 125)]
    [InlineData("1200e-2", false, 12)]
    [InlineData("0e999999999999", false, 0)]
    [InlineData("18446744073709551615", false, ulong.MaxValue)]
    public void Whole_numbers_are_read_exactly_however_they_are_written(string text, bool negative, ulong magnitude)
    {
        Assert.True(JsonInteger.TryParse(Encoding.ASCII.GetBytes(text), out bool actualSign, out ulong actual));
        Assert.Equal((negative, magnitude), (actualSign, actual));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("01")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("0x1")]
    [InlineData("0.5")]
    [InlineData("1e-1")]
    [InlineData("0.00000000000000000000000000000000001")]
    [InlineData("18446744073709551616")]
    [InlineData("1e536870000")]
    public void What_is_no_whole_number_of_64_bits_is_refused(string text) =>
        Assert.False(JsonInteger.TryParse(Encoding.ASCII.GetBytes(text), out _, out _));

    [Fact]
    public void The_lowest_int64_is_one_further_from_zero_than_the_highest()
    {
        Assert.True(JsonInteger.TryToInt64(true, 1UL << 63, out long lowest));
        Assert.Equal(long.MinValue, lowest);
        Assert.False(JsonInteger.TryToInt64(false, 1UL << 63, out _));
        Assert.False(JsonInteger.TryToInt64(true, (1UL << 63) + 1, out _));
    }
}
