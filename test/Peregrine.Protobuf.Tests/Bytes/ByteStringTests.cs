using Peregrine.Protobuf.WellKnownTypes;

namespace Peregrine.Protobuf.Tests.Bytes;

public class ByteStringTests
{
    [Fact]
    public void Equality_hash_and_order_are_by_content()
    {
        ByteString one = [1, 2, 3];
        ByteString same = ByteString.CopyFrom(0, 1, 2, 3).Slice(1, 3);
        Assert.True(one == same);
        Assert.Equal(one.GetHashCode(), same.GetHashCode());
        Assert.True(one < ByteString.CopyFrom(1, 200));
        Assert.True(one > ByteString.CopyFrom(1, 2));
        Assert.NotEqual(one, ByteString.Empty);
    }

    [Fact]
    public void Copies_are_independent_and_wrapped_memory_is_not()
    {
        byte[] bytes = [1, 2, 3];
        ByteString copy = ByteString.CopyFrom(bytes);
        ByteString wrapped = ByteString.Wrap(bytes);
        bytes[0] = 9;
        Assert.Equal(1, copy[0]);
        Assert.Equal(9, wrapped[0]);
    }

    [Fact]
    public void Only_bytes_that_nobody_can_change_are_owned()
    {
        byte[] bytes = [1, 2, 3];
        ByteString[] owned = [ByteString.CopyFrom(bytes), ByteString.FromOwned(bytes), ByteString.CopyFromUtf8("abc"), ByteString.FromBase64("AQID"), [1, 2, 3]];
        ByteString[] others = [default, ByteString.Empty, ByteString.CopyFrom([]), ByteString.Wrap(bytes), ByteString.Wrap(ByteString.FromOwned(bytes).Memory)];
        Assert.All(owned, value => Assert.True(value.IsOwned && value.Slice(1, 1).IsOwned && value.Slice(3, 0).IsOwned));
        Assert.All(others, value => Assert.False(value.IsOwned || value.Slice(0, 0).IsOwned || value.Slice(value.Length, 0).IsOwned));
        Assert.All([.. owned, .. others], value => Assert.Equal(value.IsOwned, FieldValue.FromBytes(value).AsBytes().IsOwned));
        Assert.Throws<ArgumentOutOfRangeException>(() => owned[0].Slice(2, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => owned[0].Slice(-1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => owned[0].Slice(4, 0));
    }

    [Fact]
    public void A_value_taken_out_of_a_message_stays_as_it_is_while_the_message_is_used_again()
    {
        var pool = new MessagePool<BytesValue>(capacity: 1);
        var taken = new List<ByteString>();
        for (byte i = 0; i < 20; i++)
        {
            byte[] encoded = new BytesValue { Value = ByteString.CopyFrom(i, i, i) }.ToByteArray();
            using PooledMessage<BytesValue> pooled = pool.Rent();
            BytesValue.Parser.ParseInto(pooled.Message, encoded);
            taken.Add(pooled.Message.Value);
            pooled.Message.MergeFrom(new BytesValue { Value = [99, 99, 99] });
            encoded.AsSpan().Clear();
        }

        Assert.Equal(Enumerable.Range(0, 20).Select(i => ByteString.CopyFrom((byte)i, (byte)i, (byte)i)), taken);
        Assert.All(taken, value => Assert.True(value.IsOwned));
    }

    [Fact]
    public void Text_and_base64_go_both_ways()
    {
        Assert.Equal("žluť", ByteString.CopyFromUtf8("žluť").ToStringUtf8());
        Assert.Equal("AQID", ByteString.FromBase64("AQID").ToBase64());
        Assert.Equal("010203", ByteString.FromBase64("AQID").ToString());
    }
}
