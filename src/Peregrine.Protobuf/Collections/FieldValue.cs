using System.Runtime.CompilerServices;
using Peregrine.Protobuf.Collections;

namespace Peregrine.Protobuf;

/// <summary>
/// The value of any field, as a small tagged struct: numbers are held without boxing. What reflective code (JSON, text, dynamic messages, field masks) passes around.
/// </summary>
public readonly struct FieldValue : IEquatable<FieldValue>
{
    private readonly object? _reference;
    private readonly long _bits;
    private readonly FieldValueKind _kind;

    private FieldValue(FieldValueKind kind, long bits, object? reference = null)
    {
        _kind = kind;
        _bits = bits;
        _reference = reference;
    }

    /// <summary>What the value is.</summary>
    public FieldValueKind Kind => _kind;

    /// <summary>Whether there is no value, or a message that is not set.</summary>
    public bool IsNull => _kind == FieldValueKind.None || (_kind == FieldValueKind.Message && _reference is null);

    /// <summary>A signed 32-bit number.</summary>
    public static FieldValue FromInt32(int value) => new(FieldValueKind.Int32, value);

    /// <summary>A signed 64-bit number.</summary>
    public static FieldValue FromInt64(long value) => new(FieldValueKind.Int64, value);

    /// <summary>An unsigned 32-bit number.</summary>
    public static FieldValue FromUInt32(uint value) => new(FieldValueKind.UInt32, value);

    /// <summary>An unsigned 64-bit number.</summary>
    public static FieldValue FromUInt64(ulong value) => new(FieldValueKind.UInt64, (long)value);

    /// <summary>A single-precision number.</summary>
    public static FieldValue FromFloat(float value) => new(FieldValueKind.Float, BitConverter.SingleToInt32Bits(value));

    /// <summary>A double-precision number.</summary>
    public static FieldValue FromDouble(double value) => new(FieldValueKind.Double, BitConverter.DoubleToInt64Bits(value));

    /// <summary>A truth value.</summary>
    public static FieldValue FromBool(bool value) => new(FieldValueKind.Bool, value ? 1 : 0);

    /// <summary>An enum value by its number.</summary>
    public static FieldValue FromEnum(int number) => new(FieldValueKind.Enum, number);

    /// <summary>A text.</summary>
    public static FieldValue FromString(string value) => new(FieldValueKind.String, 0, value);

    /// <summary>Bytes.</summary>
    public static FieldValue FromBytes(ByteString value) =>
        value.TryGetPlace(out byte[]? array, out long place) ? new FieldValue(FieldValueKind.Bytes, place, array) : new FieldValue(FieldValueKind.Bytes, 0, value);

    /// <summary>A message; null where the field is not set.</summary>
    public static FieldValue FromMessage(IMessage? value) => new(FieldValueKind.Message, 0, value);

    /// <summary>A repeated field.</summary>
    public static FieldValue FromRepeated(IRepeatedField value) => new(FieldValueKind.Repeated, 0, value);

    /// <summary>A map field.</summary>
    public static FieldValue FromMap(IMapField value) => new(FieldValueKind.Map, 0, value);

    /// <summary>The number; for an enum, its number.</summary>
    public int AsInt32() => (int)_bits;

    /// <summary>The number.</summary>
    public long AsInt64() => _bits;

    /// <summary>The number.</summary>
    public uint AsUInt32() => (uint)_bits;

    /// <summary>The number.</summary>
    public ulong AsUInt64() => (ulong)_bits;

    /// <summary>The number.</summary>
    public float AsFloat() => BitConverter.Int32BitsToSingle((int)_bits);

    /// <summary>The number.</summary>
    public double AsDouble() => BitConverter.Int64BitsToDouble(_bits);

    /// <summary>The truth value.</summary>
    public bool AsBool() => _bits != 0;

    /// <summary>The enum value's number.</summary>
    public int AsEnum() => (int)_bits;

    /// <summary>The text.</summary>
    public string AsString() => (string)_reference!;

    /// <summary>The bytes.</summary>
    public ByteString AsBytes() => _reference switch
    {
        ByteString boxed => boxed,
        var array => ByteString.FromPlace((byte[]?)array, _bits),
    };

    /// <summary>The message, or null where the field is not set.</summary>
    public IMessage? AsMessage() => (IMessage?)_reference;

    /// <summary>The repeated field.</summary>
    public IRepeatedField AsRepeated() => (IRepeatedField)_reference!;

    /// <summary>The map field.</summary>
    public IMapField AsMap() => (IMapField)_reference!;

    /// <summary>Equality of kind and value; NaN equals NaN, as in messages. Repeated and map fields compare element by element.</summary>
    public bool Equals(FieldValue other) => _kind == other._kind && _kind switch
    {
        FieldValueKind.Float => AsFloat().Equals(other.AsFloat()),
        FieldValueKind.Double => AsDouble().Equals(other.AsDouble()),
        FieldValueKind.Bytes => AsBytes().Equals(other.AsBytes()),
        _ => _bits == other._bits && Equals(_reference, other._reference),
    };

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is FieldValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _kind switch
    {
        FieldValueKind.Float => HashCode.Combine(_kind, AsFloat()),
        FieldValueKind.Double => HashCode.Combine(_kind, AsDouble()),
        FieldValueKind.Bytes => HashCode.Combine(_kind, AsBytes()),
        _ when _reference is null => HashCode.Combine(_kind, MapKeys.Scramble(_bits)),
        _ => HashCode.Combine(_kind, _bits, _reference),
    };

    /// <summary>Whether both are equal.</summary>
    public static bool operator ==(FieldValue left, FieldValue right) => left.Equals(right);

    /// <summary>Whether they differ.</summary>
    public static bool operator !=(FieldValue left, FieldValue right) => !left.Equals(right);

    // The generic views of RepeatedField<T> and MapField<K, V>. The tests on T are constants to the JIT.
    internal static FieldValue From<T>(T value)
    {
        // First, since in code that reference types share the tests below are none.
        if (!typeof(T).IsValueType)
            return typeof(T) == typeof(string) ? FromString((string)(object)value!) : FromReference(value);
        if (typeof(T) == typeof(int))
            return FromInt32((int)(object)value!);
        if (typeof(T) == typeof(long))
            return FromInt64((long)(object)value!);
        if (typeof(T) == typeof(uint))
            return FromUInt32((uint)(object)value!);
        if (typeof(T) == typeof(ulong))
            return FromUInt64((ulong)(object)value!);
        if (typeof(T) == typeof(float))
            return FromFloat((float)(object)value!);
        if (typeof(T) == typeof(double))
            return FromDouble((double)(object)value!);
        if (typeof(T) == typeof(bool))
            return FromBool((bool)(object)value!);
        if (typeof(T) == typeof(ByteString))
            return FromBytes((ByteString)(object)value!);
        return FromEnum(Unsafe.BitCast<T, int>(value));
    }

    // What a repeated or map field of references holds is text or messages; a cast for each would cost as much as the rest.
    private static FieldValue FromReference(object? value) => value is string text ? FromString(text) : new FieldValue(FieldValueKind.Message, 0, value);

    /// <summary>Whether a singular value is what an unset field without presence has: zero, false, empty; or no message. −0 is not zero.</summary>
    internal bool IsZero => _reference switch
    {
        null => _bits == 0,
        string text => text.Length == 0,
        _ => _kind == FieldValueKind.Bytes && AsBytes().IsEmpty,
    };

    /// <summary>The message, which there must be, with one cast.</summary>
    internal IReflectable AsReflectable() => (IReflectable)_reference!;

    internal IMessage? AsMessageOrNull() => _reference as IMessage;

    internal T To<T>()
    {
        if (!typeof(T).IsValueType)
            return (T)_reference!;
        if (typeof(T) == typeof(int))
            return (T)(object)AsInt32();
        if (typeof(T) == typeof(long))
            return (T)(object)AsInt64();
        if (typeof(T) == typeof(uint))
            return (T)(object)AsUInt32();
        if (typeof(T) == typeof(ulong))
            return (T)(object)AsUInt64();
        if (typeof(T) == typeof(float))
            return (T)(object)AsFloat();
        if (typeof(T) == typeof(double))
            return (T)(object)AsDouble();
        if (typeof(T) == typeof(bool))
            return (T)(object)AsBool();
        if (typeof(T) == typeof(ByteString))
            return (T)(object)AsBytes();
        return Unsafe.BitCast<int, T>(AsEnum());
    }
}
