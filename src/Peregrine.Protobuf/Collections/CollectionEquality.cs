using System.ComponentModel;

namespace Peregrine.Protobuf;

/// <summary>For generated code: equality and hashes of repeated and map fields, where null stands for an empty one.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class CollectionEquality
{
    /// <summary>Whether both have equal elements.</summary>
    public static bool AreEqual<T>(RepeatedField<T>? left, RepeatedField<T>? right) =>
        left is { Count: > 0 } ? left.Equals(right) : right is not { Count: > 0 };

    /// <summary>Whether both have equal entries.</summary>
    public static bool AreEqual<TKey, TValue>(MapField<TKey, TValue>? left, MapField<TKey, TValue>? right)
        where TKey : notnull => left is { Count: > 0 } ? left.Equals(right) : right is not { Count: > 0 };

    /// <summary>The hash of the elements.</summary>
    public static int HashOf<T>(RepeatedField<T>? elements) => elements is { Count: > 0 } ? elements.GetHashCode() : 0;

    /// <summary>The hash of the entries.</summary>
    public static int HashOf<TKey, TValue>(MapField<TKey, TValue>? entries)
        where TKey : notnull => entries is { Count: > 0 } ? entries.GetHashCode() : 0;
}
