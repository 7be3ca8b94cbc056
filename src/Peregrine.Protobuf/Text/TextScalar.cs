using System.Globalization;
using System.Text;
using Peregrine.Schema;

namespace Peregrine.Protobuf.Text;

/// <summary>Prints scalar and enum values.</summary>
internal static class TextScalar
{
    public static void Write(FieldDescriptor field, in FieldValue value, bool escapeNonAscii, StringBuilder text)
    {
        CultureInfo invariant = CultureInfo.InvariantCulture;
        switch (value.Kind)
        {
            case FieldValueKind.Int32: text.Append(invariant, $"{value.AsInt32()}"); break;
            case FieldValueKind.Int64: text.Append(invariant, $"{value.AsInt64()}"); break;
            case FieldValueKind.UInt32: text.Append(invariant, $"{value.AsUInt32()}"); break;
            case FieldValueKind.UInt64: text.Append(invariant, $"{value.AsUInt64()}"); break;
            case FieldValueKind.Float: text.Append(Number(value.AsFloat(), value.AsFloat().ToString(invariant))); break;
            case FieldValueKind.Double: text.Append(Number(value.AsDouble(), value.AsDouble().ToString(invariant))); break;
            case FieldValueKind.Bool: text.Append(value.AsBool() ? "true" : "false"); break;
            case FieldValueKind.String: TextString.EncodeString(value.AsString(), escapeNonAscii, text); break;
            case FieldValueKind.Bytes: TextString.EncodeBytes(value.AsBytes().Span, text); break;
            case FieldValueKind.Enum:
                text.Append(field.EnumType!.FindValueByNumber(value.AsEnum())?.Name ?? value.AsEnum().ToString(invariant));
                break;
            default: throw new InvalidOperationException($"{field.FullName} is no scalar");
        }
    }

    private static string Number(double value, string text) =>
        double.IsNaN(value) ? "nan" : double.IsInfinity(value) ? (value > 0 ? "inf" : "-inf") : text.ToLowerInvariant();
}
