using System.Runtime.CompilerServices;

namespace Peregrine.Http2.Hpack;

/// <summary>The static table of RFC 7541 appendix A; indices are those of the RFC, 1 to 61.</summary>
internal static class StaticTable
{
    /// <summary>The last index.</summary>
    public const int Count = 61;

    private static readonly HeaderList s_entries = HeaderList.Create(
        (":authority", ""),
        (":method", "GET"),
        (":method", "POST"),
        (":path", "/"),
        (":path", "/index.html"),
        (":scheme", "http"),
        (":scheme", "https"),
        (":status", "200"),
        (":status", "204"),
        (":status", "206"),
        (":status", "304"),
        (":status", "400"),
        (":status", "404"),
        (":status", "500"),
        ("accept-charset", ""),
        ("accept-encoding", "gzip, deflate"),
        ("accept-language", ""),
        ("accept-ranges", ""),
        ("accept", ""),
        ("access-control-allow-origin", ""),
        ("age", ""),
        ("allow", ""),
        ("authorization", ""),
        ("cache-control", ""),
        ("content-disposition", ""),
        ("content-encoding", ""),
        ("content-language", ""),
        ("content-length", ""),
        ("content-location", ""),
        ("content-range", ""),
        ("content-type", ""),
        ("cookie", ""),
        ("date", ""),
        ("etag", ""),
        ("expect", ""),
        ("expires", ""),
        ("from", ""),
        ("host", ""),
        ("if-match", ""),
        ("if-modified-since", ""),
        ("if-none-match", ""),
        ("if-range", ""),
        ("if-unmodified-since", ""),
        ("last-modified", ""),
        ("link", ""),
        ("location", ""),
        ("max-forwards", ""),
        ("proxy-authenticate", ""),
        ("proxy-authorization", ""),
        ("range", ""),
        ("referer", ""),
        ("refresh", ""),
        ("retry-after", ""),
        ("server", ""),
        ("set-cookie", ""),
        ("strict-transport-security", ""),
        ("transfer-encoding", ""),
        ("user-agent", ""),
        ("vary", ""),
        ("via", ""),
        ("www-authenticate", ""));

    // The first index of each name's run (entries of one name are adjacent), by a hash of length and ends; collisions chain through s_next.
    private static readonly byte[] s_buckets = new byte[Buckets];
    private static readonly byte[] s_next = new byte[Count + 1];

    private const int Buckets = 256;

    static StaticTable()
    {
        for (int index = Count; index > 0; index--)
        {
            if (index > 1 && Get(index - 1).Name.SequenceEqual(Get(index).Name))
            {
                continue;
            }
            ref byte bucket = ref s_buckets[Hash(Get(index).Name)];
            s_next[index] = bucket;
            bucket = (byte)index;
        }
    }

    /// <summary>The entry at <paramref name="index"/>.</summary>
    public static HeaderField Get(int index) => s_entries[index - 1];

    /// <summary>The index of the field, or of its name alone when <paramref name="exact"/> comes out false; 0 when the name is not there.</summary>
    [MethodImpl(Compiled.Apart)]
    public static int Find(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, out bool exact)
    {
        exact = false;
        int first = FindName(name);
        for (int index = first; first != 0 && index <= Count; index++)
        {
            HeaderField entry = Get(index);
            if (!entry.Name.SequenceEqual(name))
            {
                break;
            }
            if (entry.Value.SequenceEqual(value))
            {
                exact = true;
                return index;
            }
        }
        return first;
    }

    private static int FindName(ReadOnlySpan<byte> name)
    {
        int index = name.Length == 0 ? 0 : s_buckets[Hash(name)];
        while (index != 0 && !Get(index).Name.SequenceEqual(name))
        {
            index = s_next[index];
        }
        return index;
    }

    private static int Hash(ReadOnlySpan<byte> name) => (name[0] + (name[^1] * 5) + (name.Length * 13)) & (Buckets - 1);
}
