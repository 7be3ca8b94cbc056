namespace Peregrine.Protobuf.WellKnownTypes;

/// <content>Conversions from and to what it wraps.</content>
public sealed partial class UInt32Value
{
    /// <summary>Wraps a value; null stays null.</summary>
    public static implicit operator UInt32Value?(uint? value) => value is null ? null : new UInt32Value { Value = value.Value };

    /// <summary>The value that is wrapped; null stays null.</summary>
    public static implicit operator uint?(UInt32Value? wrapper) => wrapper?.Value;

    /// <summary>Wraps a value.</summary>
    public static UInt32Value FromUInt32(uint value) => new() { Value = value };

    /// <summary>The value that is wrapped.</summary>
    public uint ToUInt32() => Value;
}
