using System.Runtime.CompilerServices;

namespace Peregrine.Http2.Hpack;

/// <summary>
/// The encodings of header lists that are sent again and again, by the lists' identity. An encoding is kept from the second time on, and holds while the
/// encoder's table has the version it was made under. Guarded by the connection's gate.
/// </summary>
internal sealed class EncodedBlockCache
{
    private const int Slots = 32;
    private const int LongestBlock = 1024;

    private Entry[]? _entries;

    /// <summary>The encoding of exactly this list, if it is known.</summary>
    public bool TryGet(HeaderList list, long version, out ReadOnlySpan<byte> encoded)
    {
        if (_entries is { } entries)
        {
            int at = Slot(list);
            ref Entry entry = ref entries[at];
            if (!ReferenceEquals(entry.List, list))
            {
                entry = ref entries[at ^ 1];
            }
            if (ReferenceEquals(entry.List, list) && entry.Version == version && entry.Encoded is { } bytes)
            {
                encoded = bytes;
                return true;
            }
        }
        encoded = default;
        return false;
    }

    /// <summary>Shows an encoding that did not change the table.</summary>
    public void Offer(HeaderList list, long version, ReadOnlySpan<byte> encoded)
    {
        if (encoded.Length > LongestBlock)
        {
            return;
        }
        Entry[] entries = _entries ??= new Entry[Slots];
        int at = Slot(list);
        if (!ReferenceEquals(entries[at].List, list) && entries[at].List is not null && !ReferenceEquals(entries[at ^ 1].List, list))
        {
            entries[at ^ 1] = entries[at]; // the pair holds the two latest
        }
        else if (ReferenceEquals(entries[at ^ 1].List, list))
        {
            at ^= 1;
        }
        ref Entry entry = ref entries[at];
        entry = ReferenceEquals(entry.List, list)
            ? new Entry(list, version, encoded.ToArray())
            : new Entry(list, version, null);
    }

    private static int Slot(HeaderList list) => RuntimeHelpers.GetHashCode(list) & (Slots - 1);

    private readonly record struct Entry(HeaderList? List, long Version, byte[]? Encoded);
}
