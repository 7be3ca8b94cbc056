using System.Text;

namespace Peregrine.Protobuf.Tests.Wire;

public class Utf8TextTests
{
    [Fact]
    public void Texts_of_every_length_and_mixture_come_back()
    {
        string[] alphabet = ["a", "ž", "早", "😀"];
        var random = new Random(3);
        for (int length = 0; length < 400; length += 3)
        {
            for (int letters = 1; letters <= alphabet.Length; letters++)
            {
                var text = new StringBuilder();
                for (int i = 0; i < length; i++)
                    text.Append(alphabet[random.Next(letters)]);
                var message = new Scalars { StringValue = text.ToString() };
                byte[] bytes = message.ToByteArray();
                Assert.Equal(Encoding.UTF8.GetByteCount(message.StringValue), Scalars.Parser.ParseFrom(bytes).StringValue is { Length: > 0 } read ? Encoding.UTF8.GetByteCount(read) : 0);
                Assert.Equal(message.StringValue, Scalars.Parser.ParseFrom(bytes).StringValue);
            }
        }
    }

    [Fact]
    public void Damaged_texts_are_accepted_exactly_where_the_platform_accepts_them()
    {
        string[] letters = ["a", "ž", "早", "😀", "plain text ", "\u07ff", "\u0800", "\uffff", "\ud7ff", "\ue000"];
        var random = new Random(5);
        var strict = new UTF8Encoding(false, throwOnInvalidBytes: true);
        int refused = 0;
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => letters[random.Next(letters.Length)])));
            for (int changes = random.Next(3); changes > 0; changes--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            bytes = bytes[..random.Next(1, bytes.Length + 1)];
            string? expected = null;
            try
            {
                expected = strict.GetString(bytes);
            }
            catch (DecoderFallbackException)
            {
                refused++;
            }

            Assert.Equal(expected is not null, Protobuf.Wire.Utf8Text.TryDecode(bytes, null, out string text));
            Assert.Equal(expected ?? "", text);
            CheckBlocks(bytes, expected);
        }

        Assert.InRange(refused, 1000, 19_000);
    }

    [Fact]
    public void A_damaged_byte_at_each_place_of_a_long_text_is_refused_exactly_where_the_platform_refuses_it()
    {
        string[] letters = ["早", "ž", "😀", "Жук ", "\u0800", "\ud7ff", "\ue000", "\U00010000", "\U0010ffff"];
        var random = new Random(7);
        var strict = new UTF8Encoding(false, throwOnInvalidBytes: true);
        byte[] damages = [0, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf5, 0xff];
        byte[] whole = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 70).Select(_ => letters[random.Next(letters.Length)])));
        for (int at = 0; at < whole.Length; at++)
        {
            foreach (byte damage in damages)
            {
                byte[] bytes = [.. whole];
                bytes[at] = damage;
                string? expected = null;
                try
                {
                    expected = strict.GetString(bytes);
                }
                catch (DecoderFallbackException)
                {
                    // Refused, as we must.
                }

                Assert.Equal(expected is not null, Protobuf.Wire.Utf8Text.TryDecode(bytes, null, out string text));
                Assert.Equal(expected ?? "", text);
                CheckBlocks(bytes, expected);
            }
        }
    }

    [Theory]
    [InlineData(new byte[] { 0xc3 })]
    [InlineData(new byte[] { (byte)'a', 0x80 })]
    [InlineData(new byte[] { 0xc0, 0x80 })]
    [InlineData(new byte[] { 0xed, 0xa0, 0x80 })]
    [InlineData(new byte[] { 0xf4, 0x90, 0x80, 0x80 })]
    [InlineData(new byte[] { 0xe2, 0x82 })]
    public void Bytes_that_are_no_UTF8_are_refused_or_replaced(byte[] text)
    {
        byte[] message = [0x72, (byte)text.Length, .. text];
        InvalidProtocolBufferException error = Assert.Throws<InvalidProtocolBufferException>(() => Scalars.Parser.ParseFrom(message));
        Assert.Equal("string_value", error.FieldPath);
        var lenient = Scalars.Parser.With(new ParseOptions { InvalidUtf8 = InvalidUtf8.Replace });
        Assert.Equal(Encoding.UTF8.GetString(text), lenient.ParseFrom(message).StringValue);
    }

    [Fact]
    public void The_error_names_the_path_through_lists_and_maps()
    {
        // Mail { attachments {}, attachments { data { "key1": "ok" } data { value first: bad, key: "key2" } } }
        byte[] entry1 = [0x0a, 4, .. "key1"u8, 0x12, 2, .. "ok"u8];
        byte[] entry2 = [0x12, 2, 0xff, 0xff, 0x0a, 4, .. "key2"u8];
        byte[] part = [0x12, (byte)entry1.Length, .. entry1, 0x12, (byte)entry2.Length, .. entry2];
        byte[] mail = [0x12, 0, 0x12, (byte)part.Length, .. part];
        InvalidProtocolBufferException error = Assert.Throws<InvalidProtocolBufferException>(() => Mail.Parser.ParseFrom(mail));
        Assert.Equal("attachments[1].data[\"key2\"]", error.FieldPath);
        Assert.Contains("not valid UTF-8", error.Message, StringComparison.Ordinal);
    }

    // The decoder of blocks by itself: Utf8Text gives it only the texts for which it pays, and processors without the instructions none.
    private static void CheckBlocks(byte[] bytes, string? expected)
    {
        if (!Protobuf.Wire.Utf8Decoder.IsSupported)
            return;
        char[] characters = new char[bytes.Length + Protobuf.Wire.Utf8Decoder.Slack];
        Assert.Equal(expected is not null, Protobuf.Wire.Utf8Decoder.TryDecode(bytes, characters, out int written));
        if (expected is not null)
            Assert.Equal(expected, new string(characters, 0, written));
    }
}
