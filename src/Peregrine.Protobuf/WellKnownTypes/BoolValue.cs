namespace Peregrine.Protobuf.WellKnownTypes;

/// <content>Conversions from and to what it wraps.</content>
public sealed partial class BoolValue
{
    /// <summary>Wraps a value; null stays null.</summary>
    public static implicit operator BoolValue?(bool? value) => value is null ? null : new BoolValue { Value = value.Value };

    /// <summary>The value that is wrapped; null stays null.</summary>
    public static implicit operator bool?(BoolValue? wrapper) => wrapper?.Value;

    /// <summary>Wraps a value.</summary>
    public static BoolValue FromBoolean(bool value) => new() { Value = value };

    /// <summary>The value that is wrapped.</summary>
    public bool ToBoolean() => Value;
}
