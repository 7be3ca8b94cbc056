using System.Text;
using Peregrine.Http2;
using Peregrine.Protocols;

namespace Peregrine.Tests.Protocols;

public class MetadataCodecTests
{
    [Fact]
    public void Rule_66_a_binary_value_is_split_at_commas_before_it_is_decoded()
    {
        Metadata? read = Read(("a-bin", "AAEC,AwQ, BQ=="));

        Assert.NotNull(read);
        Assert.Equal([[0, 1, 2], [3, 4], [5]], read.GetAll("a-bin").Select(e => e.ValueBytes));
    }

    [Fact]
    public void Rule_66_duplicates_keep_their_order()
    {
        Metadata? read = Read(("k", "1"), ("other", "x"), ("k", "2"));

        Assert.Equal(["k=1", "other=x", "k=2"], read!.Select(e => $"{e.Key}={e.Value}"));
        Assert.Equal("2", read!.GetValue("K"));
    }

    [Fact]
    public void Rule_66_a_binary_value_is_sent_without_padding()
    {
        for (int length = 0; length < 20; length++)
        {
            byte[] value = [.. Enumerable.Range(0, length).Select(i => (byte)(i * 37))];
            HeaderFields fields = Write(new Metadata { { "x-bin", value } });

            string sent = Encoding.ASCII.GetString(fields[0].Value);
            Assert.Equal(Convert.ToBase64String(value).TrimEnd('='), sent);
            Assert.Equal(value, MetadataCodec.Read(fields.ToList())!.GetValueBytes("x-bin"));
        }
    }

    [Theory]
    [InlineData("Bearer ", "Bearer")]
    [InlineData("  a b  ", "a b")]
    [InlineData(" ", "")]
    public void Space_at_the_ends_of_a_value_is_not_sent(string value, string sent) =>
        Assert.Equal(sent, Encoding.ASCII.GetString(Write(new Metadata { { "k", value } })[0].Value));

    [Fact]
    public void Rule_66_keys_are_sent_in_lower_case() =>
        Assert.Equal("x-mixed", Encoding.ASCII.GetString(Write(new Metadata { { "X-Mixed", "v" } })[0].Name));

    [Fact]
    public void Rule_67_values_that_are_no_ascii_are_passed_on()
    {
        var fields = new HeaderFields();
        fields.Add("k"u8, [0x7F, 0xFF, 0x41]);

        Assert.Equal("\u007F\u00FFA", MetadataCodec.Read(fields.ToList())!.GetValue("k"));
    }

    [Fact]
    public void Rule_67_what_is_no_base64_is_left_out_and_the_rest_stays()
    {
        Metadata? read = Read(("bad-bin", "!!!"), ("also-bin", "A"), ("good-bin", "AAE"));

        Assert.Equal("good-bin", Assert.Single(read!).Key);
    }

    [Theory]
    [InlineData(":path")]
    [InlineData("te")]
    [InlineData("content-type")]
    [InlineData("connection")]
    [InlineData("grpc-timeout")]
    [InlineData("grpc-encoding")]
    [InlineData("grpc-status")]
    [InlineData("grpc-some-future-thing")]
    public void Rule_67_the_protocols_own_fields_are_hidden(string name) => Assert.Null(Read((name, "v")));

    [Theory]
    [InlineData("user-agent")]
    [InlineData("grpc-status-details-bin")]
    [InlineData("grpc-previous-rpc-attempts")]
    public void Rule_67_fields_for_the_application_are_shown(string name) => Assert.NotNull(Read((name, "AAAA")));

    [Fact]
    public void Reserved_names_of_the_application_are_not_sent()
    {
        HeaderFields fields = Write(new Metadata { { "grpc-status", "5" }, { "content-type", "text/plain" }, { "mine", "1" } });

        Assert.Equal(1, fields.Count);
        Assert.Equal("mine", Encoding.ASCII.GetString(fields[0].Name));
    }

    private static Metadata? Read(params (string, string)[] fields) => MetadataCodec.Read(HeaderList.Create(fields));

    private static HeaderFields Write(Metadata metadata)
    {
        var fields = new HeaderFields();
        MetadataCodec.Write(metadata, fields);
        return fields;
    }
}
