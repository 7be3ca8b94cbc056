using Peregrine.Protobuf.WellKnownTypes;

namespace Peregrine.Protobuf.Tests;

public class WrapperTests
{
    [Fact]
    public void Wrappers_go_to_nullable_values_and_back()
    {
        Int32Value? number = 5;
        Assert.Equal(5, number!.Value);
        int? back = number;
        Assert.Equal(5, back);
        number = (int?)null;
        Assert.Null(number);
        back = number;
        Assert.Null(back);
        StringValue? text = "t";
        Assert.Equal("t", (string?)text);
        BytesValue? bytes = ByteString.CopyFrom(1, 2);
        Assert.Equal([1, 2], bytes!.Value.ToByteArray());
        BoolValue? flag = false;
        Assert.False((bool?)flag);
    }

    [Fact]
    public void Values_are_made_of_what_they_hold()
    {
        var value = new Struct { Fields = { ["a"] = 1.5, ["b"] = "text", ["c"] = true, ["d"] = Value.ForList(Value.ForNull(), 2) } };
        Assert.Equal(1.5, value.Fields["a"].NumberValue);
        Assert.Equal(Value.KindOneofCase.StringValue, value.Fields["b"].KindCase);
        Assert.Equal(2, value.Fields["d"].ListValue!.Values[1].NumberValue);
        Assert.Equal(value, Struct.Parser.ParseFrom(value.ToByteArray()));
    }

    [Fact]
    public void Each_wrapper_goes_both_ways_with_its_limits()
    {
        Assert.Equal(long.MinValue, (long?)(Int64Value?)(long?)long.MinValue);
        Assert.Equal(ulong.MaxValue, (ulong?)(UInt64Value?)(ulong?)ulong.MaxValue);
        Assert.Equal(uint.MaxValue, (uint?)(UInt32Value?)(uint?)uint.MaxValue);
        Assert.Equal(double.Epsilon, (double?)(DoubleValue?)(double?)double.Epsilon);
        Assert.Equal(float.MaxValue, (float?)(FloatValue?)(float?)float.MaxValue);
        Assert.Null((long?)(Int64Value?)null);
        Assert.Null((string?)(StringValue?)null);
        Assert.Null((ByteString?)(BytesValue?)null);
    }
}
