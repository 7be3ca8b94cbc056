using System.Collections.Generic;

namespace Peregrine.Schema;

/// <summary>The values of one field of an <see cref="OptionMessage"/>; one unless the field is repeated.</summary>
internal sealed class OptionField(FieldDescriptor field)
{
    public FieldDescriptor Field { get; } = field;

    public List<OptionValue> Values { get; } = [];

    /// <summary>Adds to a repeated field, replaces in a singular one.</summary>
    public void Set(OptionValue value)
    {
        if (!Field.IsRepeated)
            Values.Clear();
        Values.Add(value);
    }
}
