using System.Text;
using Peregrine.Http2.Hpack;
using Peregrine.Testing;

namespace Peregrine.Http2.Tests.Hpack;

[Spec("RFC7541 §5.2")]
public sealed class HuffmanTests
{
    [Theory]
    [InlineData("www.example.com", "f1e3c2e5f23a6ba0ab90f4ff")]
    [InlineData("no-cache", "a8eb10649cbf")]
    [InlineData("custom-value", "25a849e95bb8e8b4bf")]
    [InlineData("Mon, 21 Oct 2013 20:13:22 GMT", "d07abe941054d444a8200595040b8166e084a62d1bff")]
    public void Examples_of_the_RFC_encode_and_decode(string text, string hex)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        byte[] encoded = new byte[Huffman.EncodedLength(bytes)];
        Assert.Equal(encoded.Length, Huffman.Encode(bytes, encoded));
        Assert.Equal(hex, Convert.ToHexStringLower(encoded));
        Assert.Equal(bytes, Decode(encoded));
    }

    [Fact]
    public void Every_byte_survives_next_to_every_other()
    {
        byte[] bytes = [.. Enumerable.Range(0, 256).SelectMany(a => Enumerable.Range(0, 256).SelectMany(b => new[] { (byte)a, (byte)b }))];
        byte[] encoded = new byte[Huffman.EncodedLength(bytes)];
        Huffman.Encode(bytes, encoded);
        Assert.Equal(bytes, Decode(encoded));
        for (int i = 0; i < 256; i++)
        {
            byte[] one = [(byte)i];
            byte[] code = new byte[Huffman.EncodedLength(one)];
            Huffman.Encode(one, code);
            Assert.Equal(one, Decode(code));
        }
    }

    [Theory]
    [InlineData("ff")] // a byte of padding and nothing else
    [InlineData("1fff")] // 'a' and 11 bits of padding
    [InlineData("18")] // 'a' and padding that is not ones
    [InlineData("fffffffc")] // EOS and padding
    [InlineData("1fffffffff")] // EOS in the text
    public void Padding_of_8_bits_or_not_of_ones_and_EOS_are_errors(string hex) => Assert.Null(Decode(Convert.FromHexString(hex)));

    [Fact]
    public void Random_input_never_leaves_its_bounds()
    {
        var random = new Random(3);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] input = new byte[random.Next(0, 40)];
            random.NextBytes(input);
            if (Decode(input) is { } text)
            {
                byte[] again = new byte[Huffman.EncodedLength(text)];
                Huffman.Encode(text, again);
                Assert.Equal(input, again); // the code is a bijection on what is valid
            }
        }
    }

    private static byte[]? Decode(byte[] encoded)
    {
        byte[] target = new byte[Huffman.MaxDecodedLength(encoded.Length)];
        return Huffman.TryDecode(encoded, target, out int written) ? target[..written] : null;
    }
}
