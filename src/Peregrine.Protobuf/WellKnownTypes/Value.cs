namespace Peregrine.Protobuf.WellKnownTypes;

/// <content>Conversions from and to what it holds.</content>
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

    /// <summary>
    /// The value that stands for <paramref name="plain"/>: null, a truth value, a number of any type (which becomes a double), a text, a <c>JsonElement</c>, a dictionary whose keys are
    /// texts, any other sequence (which becomes a list), or a message of struct.proto, which is copied.
    /// </summary>
    /// <exception cref="ArgumentException">It is, or holds, something else.</exception>
    public static Value FromObject(object? plain) => PlainValue.ToValue(plain);

    /// <summary>
    /// What the value stands for: null (also when it is not set), <c>double</c>, <c>string</c>, <c>bool</c>, <c>Dictionary&lt;string, object?&gt;</c> or <c>List&lt;object?&gt;</c>. Nothing
    /// of it is shared with the message.
    /// </summary>
    public object? ToObject() => PlainValue.ToPlain(this);

    /// <summary>A number.</summary>
    public static implicit operator Value(double number) => ForNumber(number);

    /// <summary>A text; null is JSON's null.</summary>
    public static implicit operator Value(string? text) => text is null ? ForNull() : ForString(text);

    /// <summary>A truth value.</summary>
    public static implicit operator Value(bool value) => ForBool(value);
}
