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

    // The first index of each name's run; entries of one name are adjacent.
    private static readonly Dictionary<string, int> s_names = FirstOfEachName();

    private static readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> s_byName = s_names.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The entry at <paramref name="index"/>.</summary>
    public static HeaderField Get(int index) => s_entries[index - 1];

    /// <summary>The index of the field, or of its name alone when <paramref name="exact"/> comes out false; 0 when the name is not there.</summary>
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
        Span<char> text = stackalloc char[32];
        if (name.Length > text.Length)
        {
            return 0;
        }
        for (int i = 0; i < name.Length; i++)
        {
            text[i] = (char)name[i];
        }
        return s_byName.TryGetValue(text[..name.Length], out int index) ? index : 0;
    }

    private static Dictionary<string, int> FirstOfEachName()
    {
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int index = 1; index <= Count; index++)
        {
            names.TryAdd(System.Text.Encoding.ASCII.GetString(Get(index).Name), index);
        }
        return names;
    }
}
