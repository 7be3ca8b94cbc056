using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;

namespace Peregrine.Protobuf;

/// <summary>
/// An immutable sequence of bytes: the value of a <c>bytes</c> field. A struct over memory: slicing and assigning never copy.
/// Equality and hashing are by content.
/// </summary>
[DebuggerDisplay("{DebuggerText,nq}")]
[CollectionBuilder(typeof(ByteString), nameof(CopyFrom))]
public readonly struct ByteString : IEquatable<ByteString>, IComparable<ByteString>
{
    private readonly ReadOnlyMemory<byte> _memory;

    private ByteString(ReadOnlyMemory<byte> memory) => _memory = memory;

    /// <summary>The value of no bytes, which is also <c>default</c>.</summary>
    public static ByteString Empty => default;

    /// <summary>How many bytes there are.</summary>
    public int Length => _memory.Length;

    /// <summary>Whether there are no bytes.</summary>
    public bool IsEmpty => _memory.IsEmpty;

    /// <summary>The bytes, in place.</summary>
    public ReadOnlySpan<byte> Span => _memory.Span;

    /// <summary>The bytes, in place, to be kept or used across an await.</summary>
    public ReadOnlyMemory<byte> Memory => _memory;

    /// <summary>The byte at <paramref name="index"/>.</summary>
    public byte this[int index] => _memory.Span[index];

    /// <summary>Copies <paramref name="bytes"/> into a new value.</summary>
    public static ByteString CopyFrom(params ReadOnlySpan<byte> bytes) =>
        bytes.IsEmpty ? default : Copy(bytes);

    /// <summary>The UTF-8 encoding of <paramref name="text"/>.</summary>
    public static ByteString CopyFromUtf8(string text) => new(Encoding.UTF8.GetBytes(text));

    /// <summary>The bytes that a base64 text stands for.</summary>
    /// <exception cref="FormatException">The text is not base64.</exception>
    public static ByteString FromBase64(string base64) => new(Convert.FromBase64String(base64));

    /// <summary>
    /// Wraps <paramref name="memory"/> without copying. The caller gives up the right to change it for as long as the value, or a message that holds it, is in use.
    /// </summary>
    public static ByteString Wrap(ReadOnlyMemory<byte> memory) => new(memory);

    /// <summary>The part that begins at <paramref name="start"/> and is <paramref name="length"/> long, sharing the same memory.</summary>
    public ByteString Slice(int start, int length) => new(_memory.Slice(start, length));

    /// <summary>A copy of the bytes.</summary>
    public byte[] ToByteArray() => _memory.ToArray();

    /// <summary>The bytes in base64.</summary>
    public string ToBase64() => Convert.ToBase64String(_memory.Span);

    /// <summary>The bytes read as UTF-8; what is not UTF-8 is replaced by U+FFFD.</summary>
    public string ToStringUtf8() => Encoding.UTF8.GetString(_memory.Span);

    /// <summary>Copies the bytes to the front of <paramref name="destination"/>.</summary>
    public void CopyTo(Span<byte> destination) => _memory.Span.CopyTo(destination);

    /// <summary>Enumerates the bytes.</summary>
    public Enumerator GetEnumerator() => new(_memory);

    /// <inheritdoc/>
    public bool Equals(ByteString other) => _memory.Span.SequenceEqual(other._memory.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ByteString other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(_memory.Span);
        return hash.ToHashCode();
    }

    /// <summary>Orders by unsigned bytes, a prefix before what it begins.</summary>
    public int CompareTo(ByteString other) => _memory.Span.SequenceCompareTo(other._memory.Span);

    /// <summary>The length and, when short, the bytes in hexadecimal.</summary>
    public override string ToString() =>
        Length <= 32 ? Convert.ToHexString(_memory.Span) : $"{Convert.ToHexString(_memory.Span[..32])}… ({Length} bytes)";

    /// <summary>Whether both hold the same bytes.</summary>
    public static bool operator ==(ByteString left, ByteString right) => left.Equals(right);

    /// <summary>Whether they hold different bytes.</summary>
    public static bool operator !=(ByteString left, ByteString right) => !left.Equals(right);

    /// <summary>Whether <paramref name="left"/> is ordered before <paramref name="right"/>.</summary>
    public static bool operator <(ByteString left, ByteString right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> is ordered after <paramref name="right"/>.</summary>
    public static bool operator >(ByteString left, ByteString right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> is not ordered after <paramref name="right"/>.</summary>
    public static bool operator <=(ByteString left, ByteString right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> is not ordered before <paramref name="right"/>.</summary>
    public static bool operator >=(ByteString left, ByteString right) => left.CompareTo(right) >= 0;

    private static ByteString Copy(ReadOnlySpan<byte> bytes)
    {
        byte[] copy = FreshArray.ToBeFilled<byte>(bytes.Length);
        bytes.CopyTo(copy);
        return new ByteString(copy);
    }

    private string DebuggerText => $"{Length} bytes {ToString()}";

    /// <summary>Enumerates bytes.</summary>
    public struct Enumerator
    {
        private readonly ReadOnlyMemory<byte> _memory;
        private int _index;

        internal Enumerator(ReadOnlyMemory<byte> memory)
        {
            _memory = memory;
            _index = -1;
        }

        /// <summary>The byte.</summary>
        public readonly byte Current => _memory.Span[_index];

        /// <summary>Goes to the next byte.</summary>
        public bool MoveNext() => ++_index < _memory.Length;
    }
}
