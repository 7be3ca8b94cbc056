namespace Peregrine.Protobuf.WellKnownTypes;

/// <content>Conversions from and to what it wraps.</content>
public sealed partial class Int32Value
{
    /// <summary>Wraps a value; null stays null.</summary>
    public static implicit operator Int32Value?(int? value) => value is null ? null : new Int32Value { Value = value.Value };

    /// <summary>The value that is wrapped; null stays null.</summary>
    public static implicit operator int?(Int32Value? wrapper) => wrapper?.Value;

    /// <summary>Wraps a value.</summary>
    public static Int32Value FromInt32(int value) => new() { Value = value };

    /// <summary>The value that is wrapped.</summary>
    public int ToInt32() => Value;
}
