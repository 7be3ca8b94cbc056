using System.Buffers;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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
    private const int OwnedBit = int.MinValue;

    // An array, or other memory in a box; null for no bytes.
    private readonly object? _memory;

    // Where the bytes begin in it. The sign bit: it is an array that nobody changes any more.
    private readonly int _start;
    private readonly int _length;

    private ByteString(object? memory, int start, int length)
    {
        _memory = memory;
        _start = start;
        _length = length;
    }

    /// <summary>The value of no bytes, which is also <c>default</c>.</summary>
    public static ByteString Empty => default;

    /// <summary>How many bytes there are.</summary>
    public int Length => _length;

    /// <summary>Whether there are no bytes.</summary>
    public bool IsEmpty => _length == 0;

    /// <summary>The bytes, in place.</summary>
    public ReadOnlySpan<byte> Span
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => IsArray ? new ReadOnlySpan<byte>((byte[])_memory!, Start, _length) : BoxedSpan;
    }

    /// <summary>The bytes, in place, to be kept or used across an await.</summary>
    public ReadOnlyMemory<byte> Memory => IsArray ? new ReadOnlyMemory<byte>((byte[])_memory!, Start, _length) : Boxed;

    /// <summary>The byte at <paramref name="index"/>.</summary>
    public byte this[int index] => Span[index];

    /// <summary>Whether the bytes lie in an array that nobody changes any more: they may be referred to for as long as one likes.</summary>
    internal bool IsOwned => _start < 0;

    /// <summary>The bytes in their array. Only where <see cref="IsOwned"/>.</summary>
    internal ArraySegment<byte> OwnedArray => new((byte[])_memory!, Start, _length);

    private int Start => _start & ~OwnedBit;

    private bool IsArray => _memory is { } memory && memory.GetType() == typeof(byte[]);

    private ReadOnlyMemory<byte> Boxed => _memory is ReadOnlyMemory<byte> boxed ? boxed.Slice(_start, _length) : default;

    private ReadOnlySpan<byte> BoxedSpan => Boxed.Span;

    /// <summary>Copies <paramref name="bytes"/> into a new value.</summary>
    public static ByteString CopyFrom(params ReadOnlySpan<byte> bytes) =>
        bytes.IsEmpty ? default : Copy(bytes);

    /// <summary>The UTF-8 encoding of <paramref name="text"/>.</summary>
    public static ByteString CopyFromUtf8(string text) => FromOwned(Encoding.UTF8.GetBytes(text));

    /// <summary>The bytes that a base64 text stands for.</summary>
    /// <exception cref="FormatException">The text is not base64.</exception>
    public static ByteString FromBase64(string base64) => FromOwned(Convert.FromBase64String(base64));

    /// <summary>
    /// Wraps <paramref name="memory"/> without copying. The caller gives up the right to change it for as long as the value, or a message that holds it, is in use.
    /// A message that was written to a call does not use it any longer: the bytes are copied when it is. Use <see cref="FromOwned"/> for an array that never changes.
    /// </summary>
    public static ByteString Wrap(ReadOnlyMemory<byte> memory) => Wrap(memory, isOwned: false);

    /// <summary>
    /// Takes over <paramref name="array"/> without copying. Nobody may change it from now on, ever: calls send long values from where they lie, also after the write has completed.
    /// </summary>
    public static ByteString FromOwned(byte[] array)
    {
        ArgumentNullException.ThrowIfNull(array);
        return new ByteString(array, OwnedBit, array.Length);
    }

    /// <summary>The part that begins at <paramref name="start"/> and is <paramref name="length"/> long, sharing the same memory.</summary>
    public ByteString Slice(int start, int length)
    {
        if ((uint)start > (uint)_length || (uint)length > (uint)(_length - start))
            throw new ArgumentOutOfRangeException(nameof(start), $"{length} bytes from {start} on are not within {_length}");
        return new ByteString(_memory, _start + start, length);
    }

    /// <summary>A copy of the bytes.</summary>
    public byte[] ToByteArray() => Span.ToArray();

    /// <summary>The bytes in base64.</summary>
    public string ToBase64() => Convert.ToBase64String(Span);

    /// <summary>The bytes read as UTF-8; what is not UTF-8 is replaced by U+FFFD.</summary>
    public string ToStringUtf8() => Encoding.UTF8.GetString(Span);

    /// <summary>Copies the bytes to the front of <paramref name="destination"/>.</summary>
    public void CopyTo(Span<byte> destination) => Span.CopyTo(destination);

    /// <summary>Enumerates the bytes.</summary>
    public Enumerator GetEnumerator() => new(Memory);

    /// <inheritdoc/>
    public bool Equals(ByteString other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ByteString other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Span);
        return hash.ToHashCode();
    }

    /// <summary>Orders by unsigned bytes, a prefix before what it begins.</summary>
    public int CompareTo(ByteString other) => Span.SequenceCompareTo(other.Span);

    /// <summary>The length and, when short, the bytes in hexadecimal.</summary>
    public override string ToString() =>
        Length <= 32 ? Convert.ToHexString(Span) : $"{Convert.ToHexString(Span[..32])}… ({Length} bytes)";

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

    /// <summary>Wraps memory; <paramref name="isOwned"/> says that nobody changes it any more.</summary>
    internal static ByteString Wrap(ReadOnlyMemory<byte> memory, bool isOwned)
    {
        // A manager of memory may give it back when it is collected, so it is kept even where it manages an array.
        if (!MemoryMarshal.TryGetMemoryManager<byte, MemoryManager<byte>>(memory, out _) && MemoryMarshal.TryGetArray(memory, out ArraySegment<byte> segment))
            return new ByteString(segment.Array, isOwned ? segment.Offset | OwnedBit : segment.Offset, segment.Count);
        return new ByteString(memory, 0, memory.Length);
    }

    /// <summary>The value that <see cref="TryGetPlace"/> took apart.</summary>
    internal static ByteString FromPlace(byte[]? array, long place) => new(array, (int)(place >> 32), (int)place);

    /// <summary>The array that the bytes lie in and what else makes up the value; false where they lie in other memory.</summary>
    internal bool TryGetPlace(out byte[]? array, out long place)
    {
        array = IsArray ? (byte[])_memory! : null;
        place = ((long)_start << 32) | (uint)_length;
        return IsArray || _memory is null;
    }

    private static ByteString Copy(ReadOnlySpan<byte> bytes)
    {
        byte[] copy = FreshArray.ToBeFilled<byte>(bytes.Length);
        bytes.CopyTo(copy);
        return new ByteString(copy, OwnedBit, copy.Length);
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
