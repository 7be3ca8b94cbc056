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
    public void Text_and_base64_go_both_ways()
    {
        Assert.Equal("žluť", ByteString.CopyFromUtf8("žluť").ToStringUtf8());
        Assert.Equal("AQID", ByteString.FromBase64("AQID").ToBase64());
        Assert.Equal("010203", ByteString.FromBase64("AQID").ToString());
    }
}
