namespace Peregrine.Protobuf.Reflection;

/// <summary>The order of map keys in text and in deterministic output: by value, strings by code unit.</summary>
internal static class MapKeyOrder
{
    /// <summary>The entries' places in the map, sorted by their keys.</summary>
    public static int[] Of(IMapField entries)
    {
        int[] order = [.. Enumerable.Range(0, entries.Count)];
        Array.Sort(order, (x, y) => Compare(entries.KeyAt(x), entries.KeyAt(y)));
        return order;
    }

    private static int Compare(in FieldValue x, in FieldValue y) => x.Kind switch
    {
        FieldValueKind.String => string.CompareOrdinal(x.AsString(), y.AsString()),
        FieldValueKind.UInt64 => x.AsUInt64().CompareTo(y.AsUInt64()),
        _ => x.AsInt64().CompareTo(y.AsInt64()),
    };
}
