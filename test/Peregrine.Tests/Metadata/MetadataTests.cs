namespace Peregrine.Tests;

public class MetadataTests
{
    [Theory]
    [InlineData("a b")]
    [InlineData("ümlaut")]
    [InlineData("")]
    [InlineData(":path")]
    public void A_key_that_cannot_be_sent_is_refused(string key) => Assert.ThrowsAny<ArgumentException>(() => new Metadata { { key, "v" } });

    [Theory]
    [InlineData("line\nbreak")]
    [InlineData("\u007F")]
    [InlineData("é")]
    public void A_text_value_that_cannot_be_sent_is_refused_and_the_way_out_is_named(string value)
    {
        var error = Assert.Throws<ArgumentException>(() => new Metadata { { "k", value } });
        Assert.Contains("-bin", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_under_a_binary_key_is_refused() => Assert.Throws<ArgumentException>(() => new Metadata { { "k-bin", "text" } });

    [Fact]
    public void Bytes_under_a_text_key_are_refused() => Assert.Throws<ArgumentException>(() => new Metadata { { "k", new byte[1] } });

    [Fact]
    public void Empty_metadata_cannot_be_changed() => Assert.Throws<InvalidOperationException>(() => Metadata.Empty.Add("k", "v"));

    [Fact]
    public void The_bytes_given_are_copied()
    {
        byte[] bytes = [1, 2, 3];
        var metadata = new Metadata { { "k-bin", bytes } };
        bytes[0] = 9;
        Assert.Equal([1, 2, 3], metadata.GetValueBytes("k-bin"));
    }

    [Fact]
    public void The_last_of_a_repeated_key_counts()
    {
        var metadata = new Metadata { { "k", "1" }, { "K", "2" } };
        Assert.Equal("2", metadata.GetValue("k"));
        Assert.Equal(["1", "2"], metadata.GetAll("k").Select(e => e.Value));
        Assert.Null(metadata.Get("missing"));
    }
}
