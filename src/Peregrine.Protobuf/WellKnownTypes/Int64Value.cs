namespace Peregrine.Protobuf.WellKnownTypes;

/// <content>Conversions from and to what it wraps.</content>
public sealed partial class Int64Value
{
    /// <summary>Wraps a value; null stays null.</summary>
    public static implicit operator Int64Value?(long? value) => value is null ? null : new Int64Value { Value = value.Value };

    /// <summary>The value that is wrapped; null stays null.</summary>
    public static implicit operator long?(Int64Value? wrapper) => wrapper?.Value;

    /// <summary>Wraps a value.</summary>
    public static Int64Value FromInt64(long value) => new() { Value = value };

    /// <summary>The value that is wrapped.</summary>
    public long ToInt64() => Value;
}
