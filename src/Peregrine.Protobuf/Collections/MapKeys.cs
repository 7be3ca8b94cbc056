namespace Peregrine.Protobuf.Collections;

/// <summary>What map fields know of their keys: a hash that a peer cannot aim at, and the order of deterministic serialization.</summary>
internal static class MapKeys
{
    // Random per process, odd: a peer that sends chosen integers cannot make them collide.
    private static readonly ulong s_multiplier = (ulong)Random.Shared.NextInt64() | 1;

    public static int Scramble(int hash) => (int)(((uint)hash * s_multiplier) >> 32) ^ hash;

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
