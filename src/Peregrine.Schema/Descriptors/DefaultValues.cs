using System;
using System.Globalization;

namespace Peregrine.Schema;

/// <summary>The values of defaults, from the text in which descriptors keep them.</summary>
internal static class DefaultValues
{
    public static object? Of(FieldDescriptor field)
    {
        if (field.IsRepeated || field.MessageType is not null)
            return null;
        var text = field.Proto.DefaultValue;
        return field.Kind switch
        {
            FieldKind.Double => ParseDouble(text),
            FieldKind.Float => (float)ParseDouble(text),
            FieldKind.Int32 or FieldKind.SInt32 or FieldKind.SFixed32 => text is null ? 0 : int.Parse(text, CultureInfo.InvariantCulture),
            FieldKind.Int64 or FieldKind.SInt64 or FieldKind.SFixed64 => text is null ? 0L : long.Parse(text, CultureInfo.InvariantCulture),
            FieldKind.UInt32 or FieldKind.Fixed32 => text is null ? 0u : uint.Parse(text, CultureInfo.InvariantCulture),
            FieldKind.UInt64 or FieldKind.Fixed64 => text is null ? 0ul : ulong.Parse(text, CultureInfo.InvariantCulture),
            FieldKind.Bool => text == "true",
            FieldKind.String => text ?? "",
            FieldKind.Bytes => text is not null && CEscaping.TryUnescape(text, out var bytes) ? bytes : Array.Empty<byte>(),
            FieldKind.Enum => OfEnum(field.EnumType!, text),
            _ => null,
        };
    }

    public static double ParseDouble(string? text)
    {
        switch (text)
        {
            case null: return 0;
            case "inf": return double.PositiveInfinity;
            case "-inf": return double.NegativeInfinity;
            case "nan" or "-nan": return double.NaN;
        }

        try
        {
            return double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        }
        catch (OverflowException)
        {
            return text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
        }
    }

    private static EnumValueDescriptor? OfEnum(EnumDescriptor type, string? text)
    {
        if (text is not null)
            return type.FindValueByName(text);
        return type.Values.Count > 0 ? type.Values[0] : null;
    }
}
