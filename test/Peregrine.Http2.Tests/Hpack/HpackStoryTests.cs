using System.Text;
using Peregrine.Http2.Hpack;

namespace Peregrine.Http2.Tests.Hpack;

public sealed class HpackStoryTests
{
    public static TheoryData<string> Stories =>
        new(new[] { "nghttp2", "nghttp2-change-table-size", "go-hpack", "raw-data" }.SelectMany(HpackStory.Files).Where(f => f != "absent").DefaultIfEmpty("absent"));

    [StoryTheory]
    [MemberData(nameof(Stories))]
    public void Every_story_decodes_to_its_headers(string file)
    {
        var decoder = new HpackDecoder(int.MaxValue);
        foreach (HpackStory.Case exchange in HpackStory.Load(file).Cases)
        {
            if (exchange.Wire.Length == 0)
            {
                continue; // raw-data holds headers only
            }
            if (exchange.TableBytes is { } bytes)
            {
                decoder.Announce(bytes);
                decoder.Acknowledge(bytes);
            }
            Assert.Equal(exchange.Headers, Decode(decoder, exchange.Wire));
        }
    }

    [StoryTheory]
    [MemberData(nameof(Stories))]
    public void What_we_encode_decodes_to_the_same(string file)
    {
        foreach (EncoderPolicy policy in Enum.GetValues<EncoderPolicy>())
        {
            var encoder = new HpackEncoder(4096, policy);
            var decoder = new HpackDecoder(int.MaxValue);
            foreach (HpackStory.Case exchange in HpackStory.Load(file).Cases)
            {
                Assert.Equal(exchange.Headers, Decode(decoder, Encode(encoder, exchange.ToList())));
            }
        }
    }

    [StoryTheory]
    [InlineData("nghttp2")]
    public void Our_encoder_is_no_larger_than_nghttp2_in_sum(string collection)
    {
        long ours = 0, theirs = 0;
        foreach (string file in HpackStory.Files(collection))
        {
            var encoder = new HpackEncoder(4096, EncoderPolicy.Compact);
            foreach (HpackStory.Case exchange in HpackStory.Load(file).Cases)
            {
                ours += Encode(encoder, exchange.ToList()).Length;
                theirs += exchange.Wire.Length;
            }
        }
        Assert.True(ours <= theirs, $"{ours} bytes against nghttp2's {theirs}");
    }

    private static byte[] Encode(HpackEncoder encoder, HeaderList list)
    {
        byte[] target = new byte[HpackEncoder.MaxEncodedLength(list, null)];
        return target[..encoder.Encode(list, null, target)];
    }

    private static List<(string, string)> Decode(HpackDecoder decoder, byte[] block)
    {
        var fields = new HeaderFields();
        var trace = new DecodeTrace();
        Assert.Null(decoder.Decode(block, fields, ref trace));
        var result = new List<(string, string)>();
        for (int i = 0; i < fields.Count; i++)
        {
            result.Add((Encoding.UTF8.GetString(fields[i].Name), Encoding.UTF8.GetString(fields[i].Value)));
        }
        return result;
    }
}
