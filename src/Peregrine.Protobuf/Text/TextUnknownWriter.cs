using System.Globalization;
using System.Text;

namespace Peregrine.Protobuf.Text;

/// <summary>Prints fields that the schema does not know: by number, and by what their bytes look like.</summary>
internal readonly struct TextUnknownWriter(TextOutput output)
{
    // Bytes that look like a message may look like one again within; beyond this they are printed as bytes.
    private const int MaxGuessDepth = 10;

    public void WriteFields(UnknownFieldSet fields) => WriteFields(fields.Fields, 0);

    private void WriteFields(IReadOnlyList<UnknownField> fields, int depth)
    {
        foreach (UnknownField field in fields)
            WriteField(field, depth);
    }

    private void WriteField(UnknownField field, int depth)
    {
        CultureInfo invariant = CultureInfo.InvariantCulture;
        StringBuilder text = output.Text;
        output.BeginField(field.Number.ToString(invariant));
        if (TryGetNested(field, depth) is { } nested)
        {
            output.BeginMessage();
            WriteFields(nested, depth + 1);
            output.EndMessage();
            return;
        }

        text.Append(": ");
        switch (field.WireType)
        {
            case WireType.Varint: text.Append(invariant, $"{field.Number64}"); break;
            case WireType.Fixed32: text.Append(invariant, $"0x{field.Number64:x8}"); break;
            case WireType.Fixed64: text.Append(invariant, $"0x{field.Number64:x16}"); break;
            default: TextString.EncodeBytes(field.Bytes.Span, text); break;
        }

        output.EndField();
    }

    private static IReadOnlyList<UnknownField>? TryGetNested(UnknownField field, int depth)
    {
        if (field.WireType == WireType.StartGroup)
            return depth < MaxGuessDepth * 10 ? UnknownField.Parse(field.Bytes.Span) : [];
        if (field.WireType != WireType.LengthDelimited || field.Bytes.IsEmpty || depth >= MaxGuessDepth)
            return null;
        try
        {
            return UnknownField.Parse(field.Bytes.Span);
        }
        catch (InvalidProtocolBufferException)
        {
            // No message, then: text or bytes.
            return null;
        }
    }
}
