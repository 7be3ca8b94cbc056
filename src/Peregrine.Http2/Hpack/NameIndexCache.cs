namespace Peregrine.Http2.Hpack;

/// <summary>
/// Where the names of fields that vary from block to block stand in the encoder's tables, 0 for nowhere: calls have the same few names over and over.
/// What is kept holds for one version of the dynamic table. Guarded by the connection's gate.
/// </summary>
internal sealed class NameIndexCache
{
    private const int Slots = 8;
    private const int LongestName = 32;

    private Entry[]? _entries;
    private byte[]? _names;

    /// <summary>The index of the name, if it is known.</summary>
    public bool TryGet(ReadOnlySpan<byte> name, long version, out int index)
    {
        if (_entries is { } entries && name.Length > 0)
        {
            int slot = Slot(name);
            ref readonly Entry entry = ref entries[slot];
            if (entry.Length == name.Length && entry.Version == version && name.SequenceEqual(_names.AsSpan(slot * LongestName, name.Length)))
            {
                index = entry.Index;
                return true;
            }
        }
        index = 0;
        return false;
    }

    /// <summary>Keeps the index of a name in place of another's.</summary>
    public void Set(ReadOnlySpan<byte> name, long version, int index)
    {
        if (name.Length is 0 or > LongestName)
        {
            return;
        }
        Entry[] entries = _entries ??= new Entry[Slots];
        _names ??= new byte[Slots * LongestName];
        int slot = Slot(name);
        name.CopyTo(_names.AsSpan(slot * LongestName));
        entries[slot] = new Entry(version, name.Length, index);
    }

    private static int Slot(ReadOnlySpan<byte> name) => (name[0] + (name[^1] * 5) + (name.Length * 13)) & (Slots - 1);

    private readonly record struct Entry(long Version, int Length, int Index);
}
