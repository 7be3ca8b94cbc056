namespace Peregrine.Protobuf.WellKnownTypes;

/// <content>Conversions from and to what it wraps.</content>
public sealed partial class StringValue
{
    /// <summary>Wraps a text; null stays null.</summary>
    public static implicit operator StringValue?(string? value) => value is null ? null : new StringValue { Value = value };

    /// <summary>The text that is wrapped; null stays null.</summary>
    public static implicit operator string?(StringValue? wrapper) => wrapper?.Value;
}
