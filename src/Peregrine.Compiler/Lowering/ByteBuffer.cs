using System;

namespace Peregrine.Compiler.Lowering;

/// <summary>Bytes that grow at their end.</summary>
internal sealed class ByteBuffer
{
    private byte[] _bytes = new byte[256];

    public int Length { get; private set; }

    public byte this[int index] => _bytes[index];

    public void Add(byte value)
    {
        if (Length == _bytes.Length)
            Array.Resize(ref _bytes, Length * 2);
        _bytes[Length++] = value;
    }

    public void AddVarint(uint value)
    {
        for (; value >= 0x80; value >>= 7)
            Add((byte)(value | 0x80));
        Add((byte)value);
    }

    public void AddRange(byte[] bytes) => AddRange(bytes, 0, bytes.Length);

    public void AddRange(ByteBuffer other) => AddRange(other._bytes, 0, other.Length);

    public void AddRange(ByteBuffer other, int offset, int count) => AddRange(other._bytes, offset, count);

    public void Truncate(int length) => Length = length;

    public byte[] ToArray(int start = 0)
    {
        var bytes = new byte[Length - start];
        Buffer.BlockCopy(_bytes, start, bytes, 0, bytes.Length);
        return bytes;
    }

    private void AddRange(byte[] bytes, int offset, int count)
    {
        if (_bytes.Length - Length < count)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + count));
        Buffer.BlockCopy(bytes, offset, _bytes, Length, count);
        Length += count;
    }
}
