using System.Diagnostics;
using Peregrine.Protobuf.Wire;

namespace Peregrine.Protobuf;

/// <summary>
/// The fields of a message that its schema does not know, as the very bytes they came in, in order. Written back after the known fields.
/// </summary>
[DebuggerDisplay("{Length} bytes")]
public sealed class UnknownFieldSet : IEquatable<UnknownFieldSet>
{
    private byte[] _bytes = [];
    private int _length;

    /// <summary>How many bytes the fields take.</summary>
    public int Length => _length;

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => _length == 0;

    /// <summary>The fields in the wire format.</summary>
    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, _length);

    /// <summary>The fields one by one, in order.</summary>
    public IReadOnlyList<UnknownField> Fields => UnknownField.Parse(Span);

    /// <summary>Appends whole fields in the wire format.</summary>
    /// <exception cref="InvalidProtocolBufferException">They are not whole fields.</exception>
    public void Append(ReadOnlySpan<byte> fields)
    {
        _ = UnknownField.Parse(fields);
        AppendRaw(fields);
    }

    /// <summary>Appends a field that is a varint: among others the values that a closed enum does not know.</summary>
    public void AppendVarint(int number, ulong value)
    {
        Span<byte> bytes = stackalloc byte[Varint.MaxBytes];
        int length = Varint.Write(bytes, value);
        AppendField(((uint)number << 3) | (uint)WireType.Varint, bytes[..length]);
    }

    /// <summary>Appends a field that is a length and so many bytes.</summary>
    public void AppendDelimited(int number, ReadOnlySpan<byte> value)
    {
        Span<byte> bytes = stackalloc byte[Varint.MaxBytes];
        int length = Varint.Write(bytes, (uint)value.Length);
        AppendField(((uint)number << 3) | (uint)WireType.LengthDelimited, bytes[..length]);
        AppendRaw(value);
    }

    /// <summary>Writes the fields.</summary>
    public void WriteTo(ref WireWriter writer) => writer.WriteRaw(Span);

    /// <summary>Removes all fields; the capacity stays.</summary>
    public void Clear() => _length = 0;

    /// <summary>A copy, or null when there is nothing to copy.</summary>
    public static UnknownFieldSet? Clone(UnknownFieldSet? other) => Merge(null, other);

    /// <summary>Appends the fields of <paramref name="other"/> to <paramref name="target"/>, which is made when it is needed.</summary>
    public static UnknownFieldSet? Merge(UnknownFieldSet? target, UnknownFieldSet? other)
    {
        if (other is null || other.IsEmpty)
            return target;
        target ??= new UnknownFieldSet();
        target.AppendRaw(other.Span);
        return target;
    }

    /// <summary>Equality of the bytes; null is equal to an empty set.</summary>
    public static bool Equals(UnknownFieldSet? left, UnknownFieldSet? right) =>
        (left is null ? [] : left.Span).SequenceEqual(right is null ? [] : right.Span);

    /// <inheritdoc/>
    public bool Equals(UnknownFieldSet? other) => Equals(this, other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is UnknownFieldSet other && Equals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Span);
        return hash.ToHashCode();
    }

    /// <summary>Appends a field: its tag, and its value in the wire format.</summary>
    internal void AppendField(uint tag, ReadOnlySpan<byte> value)
    {
        Span<byte> bytes = stackalloc byte[Varint.MaxBytes];
        AppendRaw(bytes[..Varint.Write(bytes, tag)]);
        AppendRaw(value);
    }

    /// <summary>Appends fields that are known to be whole.</summary>
    internal void AppendRaw(ReadOnlySpan<byte> fields)
    {
        int needed = checked(_length + fields.Length);
        if (needed > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(needed, (int)Math.Min((uint)_bytes.Length * 2, (uint)Array.MaxLength)));
        fields.CopyTo(_bytes.AsSpan(_length));
        _length = needed;
    }

    /// <summary>Takes out the bytes of every field numbered <paramref name="number"/>, in order.</summary>
    internal byte[] Extract(int number)
    {
        var taken = new List<byte>();
        var reader = new WireReader((ReadOnlySpan<byte>)Span);
        int kept = 0;
        while (!reader.IsAtEnd)
        {
            int start = reader.Position;
            uint tag = reader.ReadTag();
            reader.SkipField(tag);
            Span<byte> field = _bytes.AsSpan(start, reader.Position - start);
            if (tag >> 3 == number)
            {
                taken.AddRange(field);
            }
            else
            {
                field.CopyTo(_bytes.AsSpan(kept));
                kept += field.Length;
            }
        }

        _length = kept;
        return [.. taken];
    }
}
