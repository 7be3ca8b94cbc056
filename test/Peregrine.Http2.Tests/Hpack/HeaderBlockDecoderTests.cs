using System.Text;
using Peregrine.Http2.Headers;
using Peregrine.Http2.Hpack;
using Peregrine.Testing;

namespace Peregrine.Http2.Tests.Hpack;

/// <summary>The cache must never change what a block decodes to; and it must hit where calls repeat.</summary>
public sealed class HeaderBlockDecoderTests
{
    private static readonly HeaderList s_request = HeaderList.Create(
        (":method", "POST"), (":scheme", "http"), (":path", "/pkg.Service/Method"), (":authority", "host:1"), ("te", "trailers"), ("content-type", "application/grpc"));

    [Fact]
    public void The_same_bytes_give_the_same_list_so_that_its_memo_serves()
    {
        var encoder = new HpackEncoder(4096);
        var decoder = new HeaderBlockDecoder(8192, int.MaxValue);
        var prefixes = new List<HeaderList>();
        for (int i = 0; i < 6; i++)
        {
            Assert.False(decoder.Decode(Encode(encoder, s_request, null), HeaderBlockKind.Request).IsError);
            Assert.Equal(6, decoder.Result.Count);
            prefixes.Add(decoder.Result.Prefix);
        }
        Assert.Equal(6, prefixes[4].Count);
        Assert.Same(prefixes[4], prefixes[5]);
    }

    // What is remembered stays as long as the connection: a few bytes must not leave tens of kilobytes there.
    [Theory]
    [InlineData(1, true)]
    [InlineData(3, false)]
    public void A_list_that_is_out_of_proportion_to_its_block_is_not_remembered_and_counts_each_time(int references, bool isRemembered)
    {
        var decoder = new HeaderBlockDecoder(65_536, int.MaxValue);
        byte[] entry = [0x83, 0x86, 0x84, 0x40, 1, (byte)'k', 0x7f, 0x91, 0x1e, .. Enumerable.Repeat((byte)'x', 3984)];
        Assert.False(decoder.Decode(entry, HeaderBlockKind.Request).IsError);
        byte[] block = [0x83, 0x86, 0x84, .. Enumerable.Repeat((byte)0xbe, references)];
        for (int i = 0; i < 20; i++)
        {
            Assert.False(decoder.Decode(block, HeaderBlockKind.Request).IsError);
            Assert.Equal(3 + references, decoder.Result.Count);
        }
        Assert.Equal(isRemembered ? 3 + references : 0, decoder.Result.Prefix.Count);
        Assert.Equal(isRemembered, decoder.OwnBytes == 0);
    }

    [Fact]
    public void A_varying_tail_leaves_the_prefix_the_same()
    {
        var encoder = new HpackEncoder(4096);
        var decoder = new HeaderBlockDecoder(8192, int.MaxValue);
        HeaderList? prefix = null;
        var tail = new HeaderFields();
        for (int i = 0; i < 100; i++)
        {
            tail.Clear();
            tail.Add("grpc-timeout", $"{1000 + i}m", HeaderIndexing.NameOnly);
            tail.Add("x-id", $"{i}");
            Assert.False(decoder.Decode(Encode(encoder, s_request, tail), HeaderBlockKind.Request).IsError);
            Assert.Equal(8, decoder.Result.Count);
            Assert.True(decoder.Result.TryGet("grpc-timeout"u8, out ReadOnlySpan<byte> timeout));
            Assert.Equal($"{1000 + i}m", Encoding.ASCII.GetString(timeout));
            if (i > 20)
            {
                prefix ??= decoder.Result.Prefix;
                Assert.Same(prefix, decoder.Result.Prefix);
            }
        }
        Assert.Equal(6, prefix!.Count);
    }

    [Fact]
    public void Bytes_that_refer_to_the_dynamic_table_mean_something_else_after_it_changed()
    {
        var decoder = new HeaderBlockDecoder(8192, int.MaxValue);
        byte[] static4 = [0x83, 0x86, 0x84]; // POST http /
        byte[] indexed = [.. static4, 0xbe];
        Assert.Equal("first", X(decoder, [.. static4, 0x40, 1, (byte)'x', 5, .. "first"u8]));
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal("first", X(decoder, indexed));
        }
        Assert.Equal(4, decoder.Result.Prefix.Count);
        Assert.Equal("second", X(decoder, [.. static4, 0x40, 1, (byte)'x', 6, .. "second"u8]));
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal("second", X(decoder, indexed));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_prefix_stays_the_same_while_the_indices_of_its_entries_move_and_after_they_have_left_the_table(int methods)
    {
        HeaderList[] requests = [.. Enumerable.Range(0, methods).Select(i => HeaderList.Create(
            (":method", "POST"), (":scheme", "http"), (":path", $"/pkg.Service/Method{i}"), (":authority", "host:1"),
            ("content-type", "application/grpc"), ("user-agent", "grpc-go/1.60.0"), ("te", "trailers")))];
        var encoder = new HpackEncoder(4096, EncoderPolicy.Compact);
        var decoder = new HeaderBlockDecoder(8192, int.MaxValue);
        var tail = new HeaderFields();
        var hits = new Dictionary<HeaderList, int>(ReferenceEqualityComparer.Instance);
        const int Blocks = 3_000;
        for (int i = 0; i < Blocks; i++)
        {
            tail.Clear();
            tail.Add("grpc-timeout", $"{100_000 + i}u", HeaderIndexing.Index);
            tail.Add("x-user", "one", HeaderIndexing.Index);
            Assert.False(decoder.Decode(Encode(encoder, requests[i % methods], tail), HeaderBlockKind.Request).IsError);
            Assert.Equal(9, decoder.Result.Count);
            Assert.True(decoder.Result.TryGet(":path"u8, out ReadOnlySpan<byte> path));
            Assert.Equal($"/pkg.Service/Method{i % methods}", Encoding.ASCII.GetString(path));
            Assert.True(decoder.Result.TryGet("grpc-timeout"u8, out ReadOnlySpan<byte> timeout));
            Assert.Equal($"{100_000 + i}u", Encoding.ASCII.GetString(timeout));
            if (decoder.Result.Prefix.Count == 7)
            {
                hits[decoder.Result.Prefix] = hits.GetValueOrDefault(decoder.Result.Prefix) + 1;
            }
        }
        Assert.Equal(methods, hits.Count); // one instance each, however often its entries came anew
        Assert.InRange(hits.Values.Sum(), Blocks * 17 / 20, Blocks);
    }

    [Fact]
    public void A_block_whose_index_means_another_entry_now_is_not_taken_for_one_seen_before()
    {
        var decoder = new HeaderBlockDecoder(8192, int.MaxValue);
        byte[] start = [0x83, 0x86, 0x84];
        Assert.Equal("a", X(decoder, [.. start, 0x40, 1, (byte)'x', 1, (byte)'a']));
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal("a", X(decoder, [.. start, 0xbe]));
        }
        HeaderList known = decoder.Result.Prefix;
        Assert.Equal(4, known.Count);
        Assert.Equal("b", X(decoder, [.. start, 0x40, 1, (byte)'x', 1, (byte)'b']));
        Assert.Equal("b", X(decoder, [.. start, 0xbe]));
        Assert.Equal("a", X(decoder, [.. start, 0xbf]));
        Assert.Same(known, decoder.Result.Prefix);
        Assert.Equal("a", X(decoder, [.. start, 0xbf]));
        Assert.Equal("a", X(decoder, [.. start, 0xbf, 0xbe]));
        Assert.Same(known, decoder.Result.Prefix);
        Assert.Equal(1, decoder.Result.Tail.Count);
    }

    [Fact]
    public void What_changes_the_table_is_never_remembered()
    {
        var decoder = new HeaderBlockDecoder(8192, int.MaxValue);
        for (int i = 0; i < 40; i++)
        {
            Assert.Equal("a", X(decoder, [0x83, 0x86, 0x84, 0x40, 1, (byte)'x', 1, (byte)'a', 0x00, 1, (byte)'y', 1, (byte)'b']));
            Assert.InRange(decoder.Result.Prefix.Count, 0, 3);
            Assert.Equal(i + 1, decoder.Hpack.Table.Inserted);
        }
        Assert.Equal(3, decoder.Result.Prefix.Count);
    }

    [Fact]
    public void Random_fields_in_any_of_their_representations_decode_alike_with_and_without_the_cache()
    {
        var random = new Random(20261120);
        int moved = 0;
        for (int run = 0; run < 400; run++)
        {
            var cached = new HeaderBlockDecoder(int.MaxValue, int.MaxValue);
            var plain = new HpackDecoder(int.MaxValue);
            var writer = new RandomBlocks(random);
            for (int block = 0; block < 150; block++)
            {
                byte[] bytes = writer.Next(plain.Table.Count);
                var fields = new HeaderFields();
                var trace = new DecodeTrace();
                long version = plain.Table.Version;
                Assert.Null(plain.Decode(bytes, fields, ref trace));
                Assert.False(cached.Decode(bytes, HeaderBlockKind.Trailers).IsConnectionError);
                Assert.Equal(RecordingObserver.Text(new HeaderBlock(HeaderList.Empty, fields)), RecordingObserver.Text(cached.Result));
                Assert.Equal(plain.Table.Now, cached.Hpack.Table.Now);
                moved += cached.Result.Prefix.Count > 0 && version != plain.Table.Version ? 1 : 0;
            }
        }
        Assert.InRange(moved, 1_000, int.MaxValue); // the cache took part
    }

    [Fact]
    public void A_cached_prefix_is_validated_with_whatever_follows_it()
    {
        var decoder = new HeaderBlockDecoder(8192, int.MaxValue);
        byte[] good = [0x83, 0x86, 0x84, 0x00, 1, (byte)'a', 1, (byte)'b'];
        for (int i = 0; i < 4; i++)
        {
            Assert.False(decoder.Decode(good, HeaderBlockKind.Request).IsError);
        }
        Assert.Equal(4, decoder.Result.Prefix.Count);
        Http2Error late = decoder.Decode([.. good, 0x84], HeaderBlockKind.Request);
        Assert.Equal(ErrorScope.Stream, late.Scope);
        Assert.Contains("after a regular field", late.Reason, StringComparison.Ordinal);
        Http2Error update = decoder.Decode([.. good, 0x20], HeaderBlockKind.Request);
        Assert.Equal((ErrorScope.Connection, ErrorCode.CompressionError), (update.Scope, update.Code));
    }

    [Fact]
    public void A_block_of_one_kind_is_not_taken_for_another()
    {
        var decoder = new HeaderBlockDecoder(8192, int.MaxValue);
        for (int i = 0; i < 4; i++)
        {
            Assert.False(decoder.Decode([0x88, 0x00, 1, (byte)'a', 1, (byte)'b'], HeaderBlockKind.Response).IsError);
        }
        Assert.True(decoder.Decode([0x88, 0x00, 1, (byte)'a', 1, (byte)'b'], HeaderBlockKind.Trailers).IsError);
    }

    [Fact]
    public void The_list_limit_counts_the_prefix()
    {
        var decoder = new HeaderBlockDecoder(250, int.MaxValue);
        byte[] good = [0x83, 0x86, 0x84, 0x00, 1, (byte)'a', 1, (byte)'b'];
        for (int i = 0; i < 4; i++)
        {
            Assert.False(decoder.Decode(good, HeaderBlockKind.Request).IsError);
        }
        Http2Error error = decoder.Decode([.. good, 0x00, 1, (byte)'c', 100, .. new byte[100].Select(_ => (byte)'x')], HeaderBlockKind.Request);
        Assert.Equal((ErrorScope.Stream, ErrorCode.EnhanceYourCalm), (error.Scope, error.Code));
        Assert.Contains("MaxHeaderListBytes (250)", error.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void With_and_without_the_cache_random_traffic_decodes_alike()
    {
        var random = new Random(11);
        for (int run = 0; run < 60; run++)
        {
            EncoderPolicy policy = run % 2 == 0 ? EncoderPolicy.Stable : EncoderPolicy.Compact;
            var encoder = new HpackEncoder(random.Next(0, 600), policy);
            var cached = new HeaderBlockDecoder(int.MaxValue, int.MaxValue);
            var plain = new HpackDecoder(int.MaxValue);
            HeaderList[] lists = [.. Enumerable.Range(0, 4).Select(i => HeaderList.Create(
                (":method", "POST"), (":scheme", "http"), (":path", $"/{i}"), ("content-type", "application/grpc"), ($"k{i}", "v")))];
            var tail = new HeaderFields();
            for (int block = 0; block < 200; block++)
            {
                tail.Clear();
                for (int i = random.Next(0, 4); i > 0; i--)
                {
                    tail.Add($"t{random.Next(0, 5)}", $"{random.Next(0, 20)}", (HeaderIndexing)random.Next(0, 4));
                }
                byte[] bytes = Encode(encoder, lists[random.Next(lists.Length)], tail);
                Assert.False(cached.Decode(bytes, HeaderBlockKind.Request).IsError);
                var fields = new HeaderFields();
                var trace = new DecodeTrace();
                Assert.Null(plain.Decode(bytes, fields, ref trace));
                Assert.Equal(RecordingObserver.Text(new HeaderBlock(HeaderList.Empty, fields)), RecordingObserver.Text(cached.Result));
            }
        }
    }

    private static string X(HeaderBlockDecoder decoder, byte[] block)
    {
        Assert.False(decoder.Decode(block, HeaderBlockKind.Request).IsError);
        Assert.True(decoder.Result.TryGet("x"u8, out ReadOnlySpan<byte> value));
        return Encoding.ASCII.GetString(value);
    }

    private static byte[] Encode(HpackEncoder encoder, HeaderList list, HeaderFields? tail)
    {
        byte[] target = new byte[HpackEncoder.MaxEncodedLength(list, tail)];
        return target[..encoder.Encode(list, tail, target)];
    }
}
