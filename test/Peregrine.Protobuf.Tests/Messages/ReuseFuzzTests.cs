using Peregrine.Protobuf.Tests.Wire;

namespace Peregrine.Protobuf.Tests.Messages;

/// <summary>Damaged messages from seeds: each is refused, or read alike into a new message and into one that has been used for all before it.</summary>
public class ReuseFuzzTests
{
    private const int Mutations = 4000;

    [Fact]
    public void A_used_message_reads_damaged_lists_as_a_new_one_does() => Check(new Lists
    {
        Ints = { 1, -1, 300 }, Sints = { long.MinValue }, Doubles = { 1, 2 }, Bools = { true }, Colors = { Color.Red }, Strings = { "a", "žluť", "" },
        Blobs = { ByteString.CopyFrom(1, 2) }, Parts = { new Part { Name = "p", Data = { ["k"] = "v" } }, new Part() }, Unpacked = { 1, 2 },
    });

    [Fact]
    public void A_used_message_reads_damaged_maps_as_a_new_one_does() => Check(new Maps
    {
        ByName = { ["a"] = 1, ["b"] = 2 }, ByNumber = { [1] = new Part { Name = "x" }, [2] = new Part { Inner = new() } }, ByBool = { [true] = "t" },
        BySint = { [-1] = ByteString.CopyFrom(9) }, ByFixed = { [7] = Color.DarkBlue },
    });

    [Fact]
    public void A_used_message_reads_damaged_oneofs_and_nested_ones_as_a_new_one_does()
    {
        Check(new Choice { Part = new() { Name = "n", Inner = new() { Name = "i" } }, Other = 3 });
        Check(new Mail { Subject = "s", Attachments = { new Part { Name = "a", Data = { ["k1"] = "早", ["k2"] = "v" } }, new Part { Inner = new() } } });
    }

    private static void Check<T>(T seed)
        where T : class, IMessage<T>
    {
        byte[] bytes = seed.ToByteArray();
        var random = new Random(bytes.Length);
        T used = (T)T.Parser.CreateMessage();
        int read = 0;
        for (int i = 0; i < Mutations; i++)
        {
            byte[] damaged = Mutate(bytes, random);
            T? fresh = TryParse(() => T.Parser.ParseFrom(damaged));
            T? again = TryParse(() =>
            {
                T.Parser.ParseInto(used, damaged);
                return used;
            });
            Assert.Equal(fresh, again);
            if (fresh is null)
                continue;
            read++;
            Assert.Equal(fresh.ToByteArray(), used.ToByteArray());
            Assert.Equal(fresh, T.Parser.ParseFrom(fresh.ToByteArray()));
        }

        Assert.InRange(read, Mutations / 100, Mutations);
    }

    private static byte[] Mutate(byte[] bytes, Random random)
    {
        List<byte> result = [.. bytes];
        for (int changes = random.Next(0, 4); changes > 0 && result.Count > 0; changes--)
        {
            int at = random.Next(result.Count);
            switch (random.Next(4))
            {
                case 0:
                    result[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    result.RemoveRange(at, Math.Min(random.Next(1, 4), result.Count - at));
                    break;
                case 2:
                    result.Insert(at, (byte)random.Next(256));
                    break;
                default:
                    result.AddRange(bytes.AsSpan(0, random.Next(bytes.Length)));
                    break;
            }
        }

        return [.. result];
    }

    private static T? TryParse<T>(Func<T> parse)
        where T : class
    {
        try
        {
            return parse();
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
