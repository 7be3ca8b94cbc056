using System.Collections;

namespace Peregrine.Protobuf.WellKnownTypes;

/// <content>Conversions from and to lists.</content>
public sealed partial class ListValue
{
    /// <summary>Makes an array of <paramref name="elements"/>, which become as <see cref="Value.FromObject"/> says.</summary>
    /// <exception cref="ArgumentException">An element is of a type that has no form as a <see cref="Value"/>.</exception>
    public static ListValue FromList(IEnumerable elements)
    {
        ArgumentNullException.ThrowIfNull(elements);
        return PlainValue.ToList(elements);
    }

    /// <summary>The elements, as <see cref="Value.ToObject"/> gives them. Nothing of it is shared with the message.</summary>
    public List<object?> ToList() => PlainValue.ToPlainList(this);
}
