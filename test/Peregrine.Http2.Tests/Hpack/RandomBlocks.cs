namespace Peregrine.Http2.Tests.Hpack;

/// <summary>
/// Header blocks that are valid but as no encoder makes them: all representations of RFC 7541 §6, indices with more bytes than they need, size updates, evictions; of which many begin alike, in
/// terms of what they mean.
/// </summary>
internal sealed class RandomBlocks(Random random)
{
    private readonly List<byte> _block = [];

    // What the last blocks began with: entries by their number, or else bytes.
    private readonly List<(long Number, byte[] Bytes)[]> _beginnings = [];
    private long _inserted;
    private int _count;

    /// <summary>A block for a table of <paramref name="count"/> entries.</summary>
    public byte[] Next(int count)
    {
        _block.Clear();
        _count = count;
        if (random.Next(40) == 0)
        {
            Integer(0x20, 5, random.Next(0, 500));
            _count = 0; // whatever is left of it
        }
        if (_count > 0 && _beginnings.Count > 0 && random.Next(4) > 0)
        {
            Begin(_beginnings[random.Next(_beginnings.Count)]);
        }
        else if (_count > 0)
        {
            (long, byte[])[] beginning = [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => Part())];
            _beginnings.Add(beginning);
            if (_beginnings.Count > 3)
            {
                _beginnings.RemoveAt(0);
            }
            Begin(beginning);
        }
        for (int i = random.Next(0, 3); i > 0; i--)
        {
            Literal(random.Next(3) switch { 0 => (byte)0x40, 1 => (byte)0x10, _ => (byte)0x00 });
        }
        return [.. _block];
    }

    private (long Number, byte[] Bytes) Part() => random.Next(3) > 0 ? (_inserted - 1 - random.Next(_count), []) : (-1, [(byte)(0x80 | random.Next(1, 62))]);

    private void Begin((long Number, byte[] Bytes)[] beginning)
    {
        foreach ((long number, byte[] bytes) in beginning)
        {
            long index = _inserted - 1 - number;
            if (number < 0)
            {
                _block.AddRange(bytes);
            }
            else if (index < _count)
            {
                Integer(0x80, 7, 62 + (int)index);
            }
        }
    }

    // A name of the table's or a new one, a short value, which may enter the table.
    private void Literal(byte pattern)
    {
        int bits = pattern == 0x40 ? 6 : 4;
        if (_count > 0 && random.Next(2) == 0)
        {
            Integer(pattern, bits, 62 + random.Next(_count));
        }
        else
        {
            _block.AddRange([pattern, 1, (byte)random.Next('a', 'd')]);
        }
        byte[] value = new byte[random.Next(0, 40)];
        value.AsSpan().Fill((byte)random.Next('a', 'd'));
        _block.AddRange([(byte)value.Length, .. value]);
        if (pattern == 0x40)
        {
            _inserted++;
            _count = 0; // the table is not followed within a block: nothing after this refers to it
        }
    }

    // RFC 7541 §5.1 does not say that an integer has to be as short as can be.
    private void Integer(byte pattern, int bits, int value)
    {
        int mask = (1 << bits) - 1;
        if (value < mask)
        {
            _block.Add((byte)(pattern | value));
            return;
        }
        _block.Add((byte)(pattern | mask));
        value -= mask;
        for (; value >= 128; value >>= 7)
        {
            _block.Add((byte)(value & 127 | 128));
        }
        bool isPadded = random.Next(5) == 0;
        _block.Add((byte)(isPadded ? value | 128 : value));
        if (isPadded)
        {
            _block.Add(0);
        }
    }
}
