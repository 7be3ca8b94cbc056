namespace Peregrine.Protobuf.WellKnownTypes;

/// <content>Making values.</content>
public sealed partial class Value
{
    /// <summary>JSON's null.</summary>
    public static Value ForNull() => new() { NullValue = WellKnownTypes.NullValue.NullValue };

    /// <summary>A number.</summary>
    public static Value ForNumber(double number) => new() { NumberValue = number };

    /// <summary>A text.</summary>
    public static Value ForString(string text) => new() { StringValue = text ?? throw new ArgumentNullException(nameof(text)) };

    /// <summary>A truth value.</summary>
    public static Value ForBool(bool value) => new() { BoolValue = value };

    /// <summary>An object.</summary>
    public static Value ForStruct(Struct value) => new() { StructValue = value ?? throw new ArgumentNullException(nameof(value)) };

    /// <summary>An array.</summary>
    public static Value ForList(params ReadOnlySpan<Value> values)
    {
        var list = new ListValue();
        list.Values.AddRange(values);
        return new Value { ListValue = list };
    }

    /// <summary>A number.</summary>
    public static implicit operator Value(double number) => ForNumber(number);

    /// <summary>A text; null is JSON's null.</summary>
    public static implicit operator Value(string? text) => text is null ? ForNull() : ForString(text);

    /// <summary>A truth value.</summary>
    public static implicit operator Value(bool value) => ForBool(value);
}
