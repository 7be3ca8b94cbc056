namespace Peregrine.Protobuf.WellKnownTypes;

/// <content>Conversions from and to what it wraps.</content>
public sealed partial class UInt64Value
{
    /// <summary>Wraps a value; null stays null.</summary>
    public static implicit operator UInt64Value?(ulong? value) => value is null ? null : new UInt64Value { Value = value.Value };

    /// <summary>The value that is wrapped; null stays null.</summary>
    public static implicit operator ulong?(UInt64Value? wrapper) => wrapper?.Value;

    /// <summary>Wraps a value.</summary>
    public static UInt64Value FromUInt64(ulong value) => new() { Value = value };

    /// <summary>The value that is wrapped.</summary>
    public ulong ToUInt64() => Value;
}
