using System.Diagnostics.CodeAnalysis;

namespace Peregrine.Protobuf.Reflection;

/// <summary>
/// Compares messages by content through their descriptors, so that a generated and a dynamic message of the same type can be equal. NaN equals NaN; the order of
/// map entries does not count.
/// </summary>
public sealed class MessageComparer : IEqualityComparer<IMessage>
{
    private MessageComparer()
    {
    }

    /// <summary>The comparer.</summary>
    public static MessageComparer Default { get; } = new();

    /// <inheritdoc/>
    public bool Equals(IMessage? x, IMessage? y)
    {
        if (ReferenceEquals(x, y))
            return true;
        return x is IReflectable left && y is IReflectable right && left.Descriptor.FullName == right.Descriptor.FullName
            && FieldsEqual(left, right) && UnknownFieldSet.Equals(left.UnknownFields, right.UnknownFields) && ExtensionsEqual(left.Extensions, right.Extensions);
    }

    /// <inheritdoc/>
    public int GetHashCode([DisallowNull] IMessage obj)
    {
        var message = (IReflectable)obj;
        var hash = new HashCode();
        int count = message.Descriptor.Fields.Count;
        for (int i = 0; i < count; i++)
        {
            if (!message.HasField(i))
                continue;
            hash.Add(i);
            hash.Add(HashOf(message.GetField(i)));
        }

        return hash.ToHashCode();
    }

    private static int HashOf(in FieldValue value) => value.Kind switch
    {
        FieldValueKind.Message => Default.GetHashCode(value.AsMessage()!),
        // Enough to tell most messages apart; the entries of a map have no order.
        FieldValueKind.Repeated => HashOf(value.AsRepeated()),
        FieldValueKind.Map => value.AsMap().Count,
        _ => value.GetHashCode(),
    };

    private static int HashOf(IRepeatedField values)
    {
        var hash = new HashCode();
        for (int i = 0; i < values.Count; i++)
            hash.Add(HashOf(values.GetAt(i)));
        return hash.ToHashCode();
    }

    private static bool FieldsEqual(IReflectable left, IReflectable right)
    {
        int count = left.Descriptor.Fields.Count;
        for (int i = 0; i < count; i++)
        {
            bool set = left.HasField(i);
            if (set != right.HasField(i) || (set && !ValuesEqual(left.GetField(i), right.GetField(i))))
                return false;
        }

        return true;
    }

    // By number: the two may hold the same extension under objects of their own.
    private static bool ExtensionsEqual(ExtensionSet? left, ExtensionSet? right)
    {
        if (left is null && right is null)
            return true;
        Extension[] set = [.. left?.Set.Where(left.Has) ?? []];
        Extension[] others = [.. right?.Set.Where(right.Has) ?? []];
        return set.Length == others.Length
            && set.Zip(others).All(pair => pair.First.Number == pair.Second.Number && ValuesEqual(left!.Get(pair.First), right!.Get(pair.Second)));
    }

    internal static bool ValuesEqual(in FieldValue left, in FieldValue right) => left.Kind switch
    {
        FieldValueKind.Message => Default.Equals(left.AsMessage(), right.AsMessage()),
        FieldValueKind.Repeated => ElementsEqual(left.AsRepeated(), right.AsRepeated()),
        FieldValueKind.Map => EntriesEqual(left.AsMap(), right.AsMap()),
        _ => left == right,
    };

    private static bool ElementsEqual(IRepeatedField left, IRepeatedField right)
    {
        if (left.Count != right.Count)
            return false;
        for (int i = 0; i < left.Count; i++)
        {
            if (!ValuesEqual(left.GetAt(i), right.GetAt(i)))
                return false;
        }

        return true;
    }

    private static bool EntriesEqual(IMapField left, IMapField right)
    {
        if (left.Count != right.Count)
            return false;
        for (int i = 0; i < left.Count; i++)
        {
            if (!right.TryGet(left.KeyAt(i), out FieldValue value) || !ValuesEqual(left.ValueAt(i), value))
                return false;
        }

        return true;
    }
}
