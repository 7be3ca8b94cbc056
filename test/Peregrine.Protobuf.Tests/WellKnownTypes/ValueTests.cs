using System.Collections;
using System.Text.Json;
using Peregrine.Protobuf.WellKnownTypes;

namespace Peregrine.Protobuf.Tests;

public class ValueTests
{
    [Fact]
    public void Plain_data_goes_to_values_and_back()
    {
        var plain = new Dictionary<string, object?>
        {
            ["null"] = null, ["number"] = 1.5, ["text"] = "t", ["flag"] = true,
            ["list"] = new List<object?> { 1.0, "x", null, new Dictionary<string, object?> { ["deep"] = false } },
            ["empty"] = new Dictionary<string, object?>(),
        };
        var value = Struct.FromDictionary(plain);
        Assert.Equal("""{"null":null,"number":1.5,"text":"t","flag":true,"list":[1,"x",null,{"deep":false}],"empty":{}}""", value.ToString());
        Assert.Equal(plain, value.ToDictionary());
        Assert.Equal(plain["list"], Value.FromObject(plain["list"]).ToObject());
        Assert.Equal(new List<object?> { 1.0, "a" }, ListValue.FromList(new ArrayList { 1, "a" }).ToList());
    }

    [Fact]
    public void Every_type_of_number_becomes_a_double()
    {
        object[] numbers = [(byte)7, (sbyte)7, (short)7, (ushort)7, 7, 7u, 7L, 7ul, 7f, 7d, 7m];
        Assert.All(numbers, static number => Assert.Equal(7.0, Value.FromObject(number).NumberValue));
    }

    [Fact]
    public void Messages_JSON_elements_and_untyped_dictionaries_are_taken()
    {
        var fields = new Struct { Fields = { ["a"] = 1 } };
        Value copy = Value.FromObject(fields);
        fields.Fields["a"] = 2;
        Assert.Equal(1, copy.StructValue!.Fields["a"].NumberValue);
        Assert.Equal("[1,{\"b\":null}]", Value.FromObject(JsonDocument.Parse("[1, {\"b\": null}]").RootElement).ToString());
        Assert.Equal("{\"k\":true}", Value.FromObject(new Hashtable { ["k"] = true }).ToString());
        Assert.Equal("[3]", Value.FromObject(ListValue.FromList(new[] { 3 })).ToString());
        Assert.Equal(Value.ForBool(true), Value.FromObject(Value.ForBool(true)));
    }

    [Fact]
    public void What_has_no_form_is_refused_with_its_type()
    {
        Assert.Contains("not a DateTime", Assert.Throws<ArgumentException>(() => Value.FromObject(default(DateTime))).Message, StringComparison.Ordinal);
        Assert.Contains("not a Int32", Assert.Throws<ArgumentException>(() => Value.FromObject(new Hashtable { [5] = true })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Struct.FromDictionary([new("a", 1), new("a", 2)]));
        Assert.Throws<ArgumentNullException>(() => Struct.FromDictionary(null!));
        object? deep = null;
        for (int i = 0; i < 100_000; i++)
            deep = new object?[] { deep };
        Assert.Throws<InsufficientExecutionStackException>(() => Value.FromObject(deep));
    }

    [Fact]
    public void A_value_that_is_not_set_is_null() => Assert.Null(new Value().ToObject());
}
