namespace Peregrine.Protobuf.WellKnownTypes;

/// <content>Conversions from and to what it wraps.</content>
public sealed partial class FloatValue
{
    /// <summary>Wraps a value; null stays null.</summary>
    public static implicit operator FloatValue?(float? value) => value is null ? null : new FloatValue { Value = value.Value };

    /// <summary>The value that is wrapped; null stays null.</summary>
    public static implicit operator float?(FloatValue? wrapper) => wrapper?.Value;

    /// <summary>Wraps a value.</summary>
    public static FloatValue FromSingle(float value) => new() { Value = value };

    /// <summary>The value that is wrapped.</summary>
    public float ToSingle() => Value;
}
