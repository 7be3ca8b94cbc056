using System.Text;
using Peregrine.Http2.Hpack;
using Peregrine.Testing;

namespace Peregrine.Http2.Tests.Hpack;

[Spec("RFC7541")]
public sealed class HpackDecoderTests
{
    [Fact]
    public void Appendix_C_3_requests_build_the_table_of_the_RFC()
    {
        var decoder = new HpackDecoder(int.MaxValue);
        Assert.Equal(":method: GET|:scheme: http|:path: /|:authority: www.example.com", Decode(decoder, "828684410f7777772e6578616d706c652e636f6d"));
        Assert.Equal(":method: GET|:scheme: http|:path: /|:authority: www.example.com|cache-control: no-cache", Decode(decoder, "828684be58086e6f2d6361636865"));
        Assert.Equal(":method: GET|:scheme: https|:path: /index.html|:authority: www.example.com|custom-key: custom-value",
            Decode(decoder, "828785bf400a637573746f6d2d6b65790c637573746f6d2d76616c7565"));
    }

    [Fact]
    public void Appendix_C_6_responses_evict()
    {
        var decoder = new HpackDecoder(int.MaxValue);
        Assert.Equal("", Decode(decoder, "3fe101")); // size update to 256
        Assert.Equal(":status: 302|cache-control: private|date: Mon, 21 Oct 2013 20:13:21 GMT|location: https://www.example.com",
            Decode(decoder, "488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff6e919d29ad171863c78f0b97c8e9ae82ae43d3"));
        Assert.Equal(":status: 307|cache-control: private|date: Mon, 21 Oct 2013 20:13:21 GMT|location: https://www.example.com", Decode(decoder, "4883640effc1c0bf"));
    }

    [Theory]
    [InlineData("80", "outside both tables")] // index 0
    [InlineData("be", "outside both tables")] // 62 with an empty table
    [InlineData("7f0700", "outside both tables")] // a literal whose name is 70
    [InlineData("0f3700", "outside both tables")] // the same without indexing
    [InlineData("1f3700", "outside both tables")] // and never indexed
    [InlineData("7f", "integer")] // an integer that does not end
    [InlineData("ffffffffffff7f", "integer")]
    [InlineData("400a6162", "name's length")]
    [InlineData("4001610a62", "value's length")]
    [InlineData("40016181ff", "value's Huffman")]
    [InlineData("4081ff0161", "name's Huffman")]
    [InlineData("823fe11f", "follows a field")]
    [InlineData("3fe21f", "exceeds SETTINGS_HEADER_TABLE_SIZE")] // 4097
    [InlineData("40", "name's length")]
    public void What_cannot_be_decoded_says_why(string hex, string why) => Assert.Contains(why, Decode(new HpackDecoder(int.MaxValue), hex), StringComparison.Ordinal);

    [Fact]
    public void After_a_lower_limit_is_acknowledged_the_next_block_must_begin_with_an_update()
    {
        var decoder = new HpackDecoder(int.MaxValue);
        decoder.Announce(100);
        Assert.Equal(":method: GET", Decode(decoder, "82")); // not acknowledged yet
        decoder.Acknowledge(100);
        Assert.Contains("lowered", Decode(decoder, "82"), StringComparison.Ordinal);
        Assert.Equal(":method: GET", Decode(decoder, "3f4582")); // update to 100
        Assert.Equal(":method: GET", Decode(decoder, "82"));
        Assert.Contains("exceeds", Decode(decoder, "3f4682"), StringComparison.Ordinal);
    }

    [Fact]
    [Spec("RFC7541 §4.2")]
    public void A_block_may_begin_with_two_updates_and_the_smaller_evicts()
    {
        var decoder = new HpackDecoder(int.MaxValue);
        Assert.Equal("a: b", Decode(decoder, "4001610162"));
        Assert.Equal("a: b", Decode(decoder, "3f033fe11fbe")); // 34, which it fits in, and 4096
        Assert.Contains("outside", Decode(decoder, "3f023fe11fbe"), StringComparison.Ordinal); // 33
    }

    [Fact]
    public void An_entry_larger_than_the_table_empties_it()
    {
        var decoder = new HpackDecoder(int.MaxValue);
        Assert.Equal("a: b", Decode(decoder, "4001610162"));
        Assert.Equal("a: b", Decode(decoder, "be"));
        Assert.Equal("", Decode(decoder, "3f01")); // to 32
        Assert.Equal("c: d", Decode(decoder, "4001630164")); // 34 bytes
        Assert.Contains("outside", Decode(decoder, "be"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_may_come_from_the_entry_that_its_insertion_evicts()
    {
        var decoder = new HpackDecoder(int.MaxValue);
        Assert.Equal("", Decode(decoder, "3f07")); // to 38: one small entry
        Assert.Equal("name: b", Decode(decoder, "40046e616d650162"));
        Assert.Equal("name: c", Decode(decoder, "7e0163"));
        Assert.Equal("name: c", Decode(decoder, "be"));
    }

    [Fact]
    public void A_list_over_the_limit_is_dropped_but_its_entries_are_kept()
    {
        var decoder = new HpackDecoder(60);
        var fields = new HeaderFields();
        var trace = new DecodeTrace();
        Assert.Null(decoder.Decode(Convert.FromHexString("400161016240016301644001650166"), fields, ref trace));
        Assert.Equal(1, fields.Count);
        Assert.Equal(102, trace.ListBytes);
        Assert.Equal("e: f", Decode(decoder, "be"));
    }

    [Fact]
    public void Never_indexed_fields_are_marked_and_enter_no_table()
    {
        var decoder = new HpackDecoder(int.MaxValue);
        var fields = new HeaderFields();
        var trace = new DecodeTrace();
        Assert.Null(decoder.Decode(Convert.FromHexString("1001610162"), fields, ref trace));
        Assert.Equal(HeaderIndexing.Never, fields[0].Indexing);
        Assert.Contains("outside", Decode(decoder, "be"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_bomb_of_references_to_one_large_entry_takes_no_memory()
    {
        var decoder = new HpackDecoder(8192);
        string value = new('x', 4000);
        var list = new HeaderFields();
        list.Add("bomb", value, HeaderIndexing.Index);
        byte[] block = new byte[5000];
        int length = new HpackEncoder(4096, EncoderPolicy.Compact).Encode(HeaderList.Empty, list, block);
        var fields = new HeaderFields();
        var trace = new DecodeTrace();
        // The compact policy leaves entries over three quarters of the table out: insert by hand.
        byte[] insert = [0x40, 4, .. "bomb"u8, 0x7f, .. Varint(value.Length - 127), .. Encoding.ASCII.GetBytes(value)];
        Assert.True(length > 0);
        Assert.Null(decoder.Decode(insert, fields, ref trace));
        fields.Clear();
        trace = default;
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Null(decoder.Decode(Enumerable.Repeat((byte)0xbe, 60_000).ToArray(), fields, ref trace));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 500_000);
        Assert.True(trace.ListBytes > 200_000_000);
        Assert.True(fields.Count <= 2);
    }

    private static byte[] Varint(int value)
    {
        var bytes = new List<byte>();
        for (; value >= 128; value >>= 7)
        {
            bytes.Add((byte)(value | 128));
        }
        bytes.Add((byte)value);
        return [.. bytes];
    }

    private static string Decode(HpackDecoder decoder, string hex)
    {
        var fields = new HeaderFields();
        var trace = new DecodeTrace();
        return decoder.Decode(Convert.FromHexString(hex), fields, ref trace) ?? string.Join('|',
            Enumerable.Range(0, fields.Count).Select(i => $"{Encoding.ASCII.GetString(fields[i].Name)}: {Encoding.ASCII.GetString(fields[i].Value)}"));
    }
}
