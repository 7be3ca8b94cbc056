using System.Runtime.CompilerServices;

namespace Peregrine.Protobuf.Collections;

/// <summary>What map fields know of their keys: a hash that a peer cannot aim at, and the order of deterministic serialization.</summary>
internal static class MapKeys
{
    // Random per process, odd: a peer that sends chosen integers cannot make them collide.
    private static readonly ulong s_multiplier = (ulong)Random.Shared.NextInt64() | 1;
    private static readonly ulong s_upperMultiplier = (ulong)Random.Shared.NextInt64() | 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int HashOf<TKey>(TKey key)
        where TKey : notnull
    {
        if (typeof(TKey) == typeof(string))
            return key.GetHashCode();
        // The platform's hash of 64 bits is one half xor the other, which collides before anything random comes to it.
        if (typeof(TKey) == typeof(long))
            return Scramble((long)(object)key);
        if (typeof(TKey) == typeof(ulong))
            return Scramble((long)(ulong)(object)key);
        return Scramble(key.GetHashCode());
    }

    public static int Scramble(int key) => (int)(((uint)key * s_multiplier) >> 32) ^ key;

    public static int Scramble(long key) => (int)((((uint)key * s_multiplier) + ((ulong)(key >>> 32) * s_upperMultiplier)) >> 32) ^ (int)key;

    /// <summary>Numbers by value, false before true, texts by code point (which is the order of their UTF-8 bytes).</summary>
    public static int Compare<TKey>(TKey left, TKey right) =>
        left is string text ? CompareCodePoints(text, (string)(object)right!) : Comparer<TKey>.Default.Compare(left, right);

    private static int CompareCodePoints(string left, string right)
    {
        int shared = left.AsSpan().CommonPrefixLength(right);
        if (shared == left.Length || shared == right.Length)
            return left.Length - right.Length;
        char a = left[shared];
        char b = right[shared];
        // UTF-16 orders surrogates before U+E000..U+FFFF, UTF-8 after.
        return char.IsSurrogate(a) != char.IsSurrogate(b) ? (char.IsSurrogate(a) ? 1 : -1) : a - b;
    }
}
