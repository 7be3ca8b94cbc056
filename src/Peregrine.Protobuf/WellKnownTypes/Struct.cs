namespace Peregrine.Protobuf.WellKnownTypes;

/// <content>Conversions from and to dictionaries.</content>
public sealed partial class Struct
{
    /// <summary>Makes an object of <paramref name="members"/>, whose values become as <see cref="Value.FromObject"/> says.</summary>
    /// <exception cref="ArgumentException">A value is of a type that has no form as a <see cref="Value"/>, or a name comes twice.</exception>
    public static Struct FromDictionary(IEnumerable<KeyValuePair<string, object?>> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        return PlainValue.ToStruct(members);
    }

    /// <summary>The members, with values as <see cref="Value.ToObject"/> gives them. Nothing of it is shared with the message.</summary>
    public Dictionary<string, object?> ToDictionary() => PlainValue.ToDictionary(this);
}
