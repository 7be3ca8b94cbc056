namespace Peregrine.Protobuf.WellKnownTypes;

/// <content>Conversions from and to what it wraps.</content>
public sealed partial class DoubleValue
{
    /// <summary>Wraps a value; null stays null.</summary>
    public static implicit operator DoubleValue?(double? value) => value is null ? null : new DoubleValue { Value = value.Value };

    /// <summary>The value that is wrapped; null stays null.</summary>
    public static implicit operator double?(DoubleValue? wrapper) => wrapper?.Value;

    /// <summary>Wraps a value.</summary>
    public static DoubleValue FromDouble(double value) => new() { Value = value };

    /// <summary>The value that is wrapped.</summary>
    public double ToDouble() => Value;
}
