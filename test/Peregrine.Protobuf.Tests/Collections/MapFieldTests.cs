using Peregrine.Protobuf.Collections;

namespace Peregrine.Protobuf.Tests.Collections;

public class MapFieldTests
{
    [Fact]
    public void It_behaves_as_a_dictionary_under_random_changes()
    {
        var random = new Random(11);
        var map = new MapField<int, int>();
        var model = new Dictionary<int, int>();
        for (int i = 0; i < 20_000; i++)
        {
            int key = random.Next(300) * 1024;
            switch (random.Next(4))
            {
                case 0:
                    Assert.Equal(model.Remove(key), map.Remove(key));
                    break;
                case 1:
                    Assert.Equal(model.TryGetValue(key, out int expected), map.TryGetValue(key, out int value));
                    Assert.Equal(expected, value);
                    break;
                case 2 when random.Next(500) == 0:
                    model.Clear();
                    map.Clear();
                    break;
                default:
                    model[key] = map[key] = i;
                    break;
            }

            Assert.Equal(model.Count, map.Count);
        }

        Assert.Equal(model.OrderBy(static entry => entry.Key), map.OrderBy(static entry => entry.Key));
    }

    [Fact]
    public void Keys_that_a_peer_chose_do_not_collide()
    {
        // The platform hashes all of these to the same.
        long[] keys = [.. Enumerable.Range(0, 4096).Select(static i => ((long)i << 32) | (uint)i)];
        Assert.Single(keys.Select(static key => key.GetHashCode()).Distinct());
        Assert.InRange(keys.Select(MapKeys.HashOf).Distinct().Count(), 4000, 4096);
        Assert.InRange(keys.Select(static key => MapKeys.HashOf((ulong)key)).Distinct().Count(), 4000, 4096);
        Assert.InRange(keys.Select(static key => FieldValue.FromInt64(key).GetHashCode()).Distinct().Count(), 4000, 4096);
    }

    [Fact]
    public void Entries_stay_in_the_order_in_which_they_were_added()
    {
        var map = new MapField<string, int> { ["z"] = 1, ["a"] = 2, ["m"] = 3 };
        Assert.Equal(["z", "a", "m"], map.Keys);
        Assert.Equal([1, 2, 3], map.Values);
    }

    [Fact]
    public void Missing_keys_doubled_keys_and_nulls_are_refused()
    {
        var map = new MapField<string, string> { { "a", "1" } };
        Assert.Throws<KeyNotFoundException>(() => map["b"]);
        Assert.Throws<ArgumentException>(() => map.Add("a", "2"));
        Assert.Throws<ArgumentNullException>(() => map["c"] = null!);
        Assert.Single(map);
    }

    [Fact]
    public void Equality_does_not_depend_on_the_order()
    {
        var left = new MapField<string, int> { ["a"] = 1, ["b"] = 2 };
        var right = new MapField<string, int> { ["b"] = 2, ["a"] = 1 };
        Assert.True(left.Equals(right));
        Assert.Equal(left.GetHashCode(), right.GetHashCode());
        right["a"] = 3;
        Assert.False(left.Equals(right));
    }

    [Fact]
    public void A_parse_into_a_recycled_map_with_doubled_keys_keeps_values_apart()
    {
        // The second entry repeats the first one's key: the spare value it took must not come up again for the third.
        byte[] Entry(byte key, byte name) => [0x12, 7, 0x08, key, 0x12, 3, 0x0a, 1, name];
        var maps = new Wire.Maps { ByNumber = { [1] = new(), [2] = new(), [3] = new() } };
        Wire.Maps.Parser.ParseInto(maps, [.. Entry(1, (byte)'a'), .. Entry(1, (byte)'b'), .. Entry(2, (byte)'c')]);
        Assert.Equal(2, maps.ByNumber.Count);
        Assert.Equal("b", maps.ByNumber[1].Name);
        Assert.Equal("c", maps.ByNumber[2].Name);
        Assert.NotSame(maps.ByNumber[1], maps.ByNumber[2]);
    }
}
