using System.Buffers.Binary;
using System.Numerics;

namespace Peregrine.Protobuf.Json;

/// <summary>Read-only lookup of things by a name in UTF-8, without making a string. Filled once, then shared between threads.</summary>
internal sealed class Utf8Names<T>
    where T : class
{
    private readonly List<(byte[] Name, T Item)>[] _buckets;

    public Utf8Names(int expected)
    {
        _buckets = new List<(byte[], T)>[BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, 2 * expected))];
    }

    /// <summary>Adds a name unless it is there already.</summary>
    public bool TryAdd(byte[] name, T item)
    {
        if (Find(name) is not null)
            return false;
        ref List<(byte[] Name, T Item)>? bucket = ref _buckets[Hash(name) & (uint)(_buckets.Length - 1)]!;
        bucket ??= [];
        bucket.Add((name, item));
        return true;
    }

    public T? Find(ReadOnlySpan<byte> name)
    {
        List<(byte[] Name, T Item)>? bucket = _buckets[Hash(name) & (uint)(_buckets.Length - 1)];
        if (bucket is null)
            return null;
        foreach ((byte[] candidate, T item) in bucket)
        {
            if (name.SequenceEqual(candidate))
                return item;
        }

        return null;
    }

    // The names are the schema's, not the input's, so nobody can make buckets long from outside.
    private static uint Hash(ReadOnlySpan<byte> name)
    {
        ulong hash = (ulong)name.Length * 0x9E3779B97F4A7C15;
        while (name.Length >= 8)
        {
            hash = (hash ^ BinaryPrimitives.ReadUInt64LittleEndian(name)) * 0xFF51AFD7ED558CCD;
            hash ^= hash >> 32;
            name = name[8..];
        }

        foreach (byte b in name)
            hash = (hash ^ b) * 0x100000001B3;
        return (uint)(hash ^ (hash >> 29));
    }
}
