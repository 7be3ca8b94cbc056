using System.Globalization;
using Peregrine.Schema;

namespace Peregrine.Protobuf.Reflection;

/// <summary>Prints enums. Part of a <see cref="ProtoPrinter"/>.</summary>
internal sealed class ProtoEnumPrinter(ProtoText text, ProtoOptionPrinter options)
{
    public void Print(EnumDescriptor type)
    {
        text.Separate().Comments(type).Begin($"{ProtoMessagePrinter.Visibility(type.Proto.Visibility)}enum {type.Name}");
        options.PrintStatements(type);
        foreach (EnumValueDescriptor value in type.Values)
        {
            text.Comments(value);
            text.Line(string.Create(CultureInfo.InvariantCulture, $"{value.Name} = {value.Number}{options.InBrackets(value)};"), value);
        }

        if (type.Proto.ReservedRange.Count > 0)
            text.Line($"reserved {string.Join(", ", type.Proto.ReservedRange.Select(range => Range(range.Start ?? 0, range.End ?? 0)))};");
        if (type.Proto.ReservedName.Count > 0)
            text.Line($"reserved {ProtoMessagePrinter.ReservedNames(type.File, type.Proto.ReservedName)};");
        text.End(type);
    }

    // Both ends are in the range, as they are not for messages.
    private static string Range(int start, int end) =>
        start == end ? start.ToString(CultureInfo.InvariantCulture)
        : end == int.MaxValue ? string.Create(CultureInfo.InvariantCulture, $"{start} to max")
        : string.Create(CultureInfo.InvariantCulture, $"{start} to {end}");
}
