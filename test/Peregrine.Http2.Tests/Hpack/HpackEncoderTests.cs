using System.Text;
using Peregrine.Http2.Hpack;
using Peregrine.Testing;

namespace Peregrine.Http2.Tests.Hpack;

[Spec("RFC7541 §4, §6")]
public sealed class HpackEncoderTests
{
    private static readonly HeaderList s_response = HeaderList.Create((":status", "200"), ("content-type", "application/grpc"));

    [Fact]
    public void A_list_that_repeats_becomes_indices()
    {
        var encoder = new HpackEncoder(4096);
        Assert.True(Encode(encoder, s_response).Length > 2);
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal("88be", Convert.ToHexStringLower(Encode(encoder, s_response)));
        }
    }

    [Fact]
    public void A_table_that_is_too_small_means_literals_and_nothing_else()
    {
        var encoder = new HpackEncoder(0);
        Assert.StartsWith("20", Convert.ToHexStringLower(Encode(encoder, s_response)), StringComparison.Ordinal);
        byte[] again = Encode(encoder, s_response);
        Assert.Equal(again, Encode(encoder, s_response));
        Assert.StartsWith("880f10", Convert.ToHexStringLower(again), StringComparison.Ordinal); // literal without indexing, name 31
    }

    [Fact]
    public void A_lower_limit_of_the_peer_is_answered_with_an_update_and_a_rise_with_two()
    {
        var encoder = new HpackEncoder(4096);
        Encode(encoder, s_response);
        encoder.SetPeerLimit(100);
        Assert.StartsWith("3f45", Convert.ToHexStringLower(Encode(encoder, s_response)), StringComparison.Ordinal);
        encoder.SetPeerLimit(0);
        encoder.SetPeerLimit(4096);
        Assert.StartsWith("203fe11f", Convert.ToHexStringLower(Encode(encoder, s_response)), StringComparison.Ordinal);
        Assert.Equal("88be", Convert.ToHexStringLower(Encode(encoder, s_response)));
    }

    [Fact]
    public void Secrets_are_never_indexed()
    {
        var encoder = new HpackEncoder(4096);
        var tail = new HeaderFields();
        tail.Add("authorization", "secret", HeaderIndexing.Never);
        for (int i = 0; i < 3; i++)
        {
            byte[] target = new byte[100];
            int length = encoder.Encode(HeaderList.Empty, tail, target);
            Assert.Equal("1f08" + "06" + Convert.ToHexStringLower("secret"u8), Convert.ToHexStringLower(target.AsSpan(0, length)));
        }
    }

    [Fact]
    public void Name_only_fields_enter_once_and_then_are_literals_with_that_name()
    {
        var encoder = new HpackEncoder(4096);
        var tail = new HeaderFields();
        int[] lengths = new int[4];
        for (int i = 0; i < 4; i++)
        {
            tail.Clear();
            tail.Add("grpc-timeout", $"{i}00m", HeaderIndexing.NameOnly);
            byte[] target = new byte[100];
            lengths[i] = encoder.Encode(HeaderList.Empty, tail, target);
        }
        Assert.True(lengths[0] > 8);
        Assert.All(lengths[1..], length => Assert.Equal(7, length)); // 0f 2f 04 + 4 bytes
    }

    [Fact]
    public void A_name_that_is_nowhere_is_found_once_it_is_in_the_table()
    {
        var encoder = new HpackEncoder(4096);
        var literal = new HeaderFields();
        literal.Add("x-request-id", "5f1e");
        byte[] target = new byte[100];
        Assert.Equal(1 + 1 + 12 + 1 + 4, encoder.Encode(HeaderList.Empty, literal, target));
        Assert.Equal(1 + 1 + 12 + 1 + 4, encoder.Encode(HeaderList.Empty, literal, target));
        var indexed = new HeaderFields();
        indexed.Add("x-request-id", "5f1e", HeaderIndexing.Index);
        encoder.Encode(HeaderList.Empty, indexed, target);
        Assert.Equal(1, encoder.Encode(HeaderList.Empty, literal, target)); // the value is there too
        literal.Clear();
        literal.Add("x-request-id", "1d2b");
        Assert.Equal(2 + 1 + 4, encoder.Encode(HeaderList.Empty, literal, target)); // only the name
        Assert.Equal(2 + 1 + 4, encoder.Encode(HeaderList.Empty, literal, target));
        literal.Clear();
        literal.Add("x-request-id", "5f1e");
        Assert.Equal(1, encoder.Encode(HeaderList.Empty, literal, target));
    }

    [Fact]
    public void A_known_name_is_not_taken_for_another_of_the_same_slot_or_of_another_table()
    {
        var encoder = new HpackEncoder(4096);
        var decoder = new HpackDecoder(int.MaxValue);
        var tail = new HeaderFields();
        byte[] target = new byte[200];
        for (int round = 0; round < 3; round++)
        {
            for (int i = 0; i < 64; i++)
            {
                tail.Clear();
                tail.Add($"name-{i}", $"{round}", (i % 3) switch { 0 => HeaderIndexing.NameOnly, 1 => HeaderIndexing.Literal, _ => HeaderIndexing.Index });
                tail.Add(new string('n', i + 1), "long", HeaderIndexing.Literal);
                int length = encoder.Encode(HeaderList.Empty, tail, target);
                Assert.Equal($"name-{i}={round} {new string('n', i + 1)}=long", Decode(decoder, target.AsSpan(0, length)));
            }
        }
    }

    [Fact]
    public void Literals_of_calls_never_move_the_indices_of_constants()
    {
        var encoder = new HpackEncoder(200);
        var tail = new HeaderFields();
        Encode(encoder, s_response);
        for (int i = 0; i < 50; i++)
        {
            tail.Clear();
            tail.Add($"key-{i}", $"{i}", i % 2 == 0 ? HeaderIndexing.Literal : HeaderIndexing.Index);
            encoder.Encode(HeaderList.Empty, tail, new byte[200]);
            if (i > 4)
            {
                Assert.Equal(2, Encode(encoder, s_response).Length);
            }
        }
    }

    private static string Decode(HpackDecoder decoder, ReadOnlySpan<byte> block)
    {
        var fields = new HeaderFields();
        var trace = default(DecodeTrace);
        Assert.Null(decoder.Decode(block, fields, ref trace));
        return string.Join(' ', Enumerable.Range(0, fields.Count).Select(i => $"{Encoding.Latin1.GetString(fields[i].Name)}={Encoding.Latin1.GetString(fields[i].Value)}"));
    }

    private static byte[] Encode(HpackEncoder encoder, HeaderList list)
    {
        byte[] target = new byte[HpackEncoder.MaxEncodedLength(list, null)];
        return target[..encoder.Encode(list, null, target)];
    }
}
