using Peregrine.Http2.Headers;
using Peregrine.Http2.Hpack;
using Peregrine.Testing;

namespace Peregrine.Http2.Tests.Hpack;

public sealed class HpackFuzzTests
{
    private static readonly string[] s_seeds =
    [
        "828684410f7777772e6578616d706c652e636f6d",
        "828684be58086e6f2d6361636865",
        "828785bf400a637573746f6d2d6b65790c637573746f6d2d76616c7565",
        "488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e084a62d1bff6e919d29ad171863c78f0b97c8e9ae82ae43d3",
        "3fe11f83868444856190b8d8ff0f0d023130",
        "20823fe11f4001610162be1001630164",
    ];

    [Fact]
    public void Mutated_blocks_never_throw_and_the_cache_never_changes_what_they_mean()
    {
        var random = new Random(99);
        for (int blocks = 0; blocks < 100_000;)
        {
            var plain = new HpackDecoder(10_000);
            var cached = new HeaderBlockDecoder(10_000, int.MaxValue);
            for (int i = 0; i < 30; i++, blocks++)
            {
                byte[] block = Convert.FromHexString(s_seeds[random.Next(s_seeds.Length)]);
                for (int change = random.Next(0, 3); change > 0; change--)
                {
                    block[random.Next(block.Length)] = (byte)random.Next(256);
                }
                var fields = new HeaderFields();
                var trace = new DecodeTrace();
                string? wrong = plain.Decode(block, fields, ref trace);
                Http2Error error = cached.Decode(block, HeaderBlockKind.Request);
                Assert.Equal(wrong is not null, error.IsConnectionError);
                if (wrong is not null)
                {
                    break; // the connection would be over
                }
                if (!error.IsError)
                {
                    Assert.Equal(RecordingObserver.Text(new HeaderBlock(HeaderList.Empty, fields)), RecordingObserver.Text(cached.Result));
                }
            }
        }
    }
}
