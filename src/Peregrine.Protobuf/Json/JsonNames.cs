using System.Numerics;

namespace Peregrine.Protobuf.Json;

/// <summary>Read-only lookup of things by a name, in either encoding and without making a string. Filled once, then shared between threads.</summary>
internal sealed class JsonNames<T>
    where T : class
{
    private readonly List<(JsonName Name, T Item)>?[] _buckets;

    public JsonNames(int expected)
    {
        _buckets = new List<(JsonName, T)>?[BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, 2 * expected))];
    }

    /// <summary>Adds a name unless it is there already.</summary>
    public bool TryAdd(string name, T item)
    {
        var text = new JsonName(name);
        if (Find(text.Text<ushort>()) is not null)
            return false;
        Add(Hash(text.Text<ushort>()), text, item);
        // Beyond ASCII the two encodings hash differently; such a name stands in both places.
        if (Hash(text.Text<byte>()) != Hash(text.Text<ushort>()))
            Add(Hash(text.Text<byte>()), text, item);
        return true;
    }

    public T? Find<TUnit>(ReadOnlySpan<TUnit> name)
        where TUnit : unmanaged, IBinaryInteger<TUnit>
    {
        List<(JsonName Name, T Item)>? bucket = _buckets[Hash(name) & (uint)(_buckets.Length - 1)];
        if (bucket is null)
            return null;
        foreach ((JsonName candidate, T item) in bucket)
        {
            if (name.SequenceEqual(candidate.Text<TUnit>()))
                return item;
        }

        return null;
    }

    private void Add(uint hash, JsonName name, T item) => (_buckets[hash & (uint)(_buckets.Length - 1)] ??= []).Add((name, item));

    // A few units tell names of one type apart. They are the schema's, not the input's, so nobody can make buckets long from outside.
    private static uint Hash<TUnit>(ReadOnlySpan<TUnit> name)
        where TUnit : unmanaged, IBinaryInteger<TUnit>
    {
        int length = name.Length;
        if (length == 0)
            return 0;
        uint hash = (uint)length;
        hash = (hash * 31) + uint.CreateTruncating(name[0]);
        hash = (hash * 31) + uint.CreateTruncating(name[length >> 2]);
        hash = (hash * 31) + uint.CreateTruncating(name[length >> 1]);
        hash = (hash * 31) + uint.CreateTruncating(name[length - (length >> 2) - 1]);
        hash = (hash * 31) + uint.CreateTruncating(name[length - 1]);
        if (length > 1)
            hash = (hash * 31) + uint.CreateTruncating(name[length - 2]);
        return hash ^ (hash >> 7);
    }
}
