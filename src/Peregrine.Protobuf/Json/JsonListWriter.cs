using Peregrine.Schema;

namespace Peregrine.Protobuf.Json;

/// <summary>Writes repeated fields. Numbers and texts of generated messages are read in place, without a call for each.</summary>
internal readonly struct JsonListWriter(JsonOutput output)
{
    public void Write(JsonField field, IRepeatedField values, in JsonMessageWriter messages)
    {
        output.BeginArray();
        if (!TryWriteInPlace(field.Kind, values))
        {
            int count = values.Count;
            for (int i = 0; i < count; i++)
                messages.WriteValue(field, values.GetAt(i));
        }

        output.EndArray();
    }

    private bool TryWriteInPlace(FieldKind kind, IRepeatedField values)
    {
        switch (values)
        {
            case RepeatedField<string> list:
                foreach (string value in list.AsSpan())
                    output.String(value);
                return true;
            case RepeatedField<int> list when kind != FieldKind.Enum:
                foreach (int value in list.AsSpan())
                    output.Number(value);
                return true;
            case RepeatedField<double> list:
                foreach (double value in list.AsSpan())
                    output.Number(value);
                return true;
            case RepeatedField<float> list:
                foreach (float value in list.AsSpan())
                    output.Number(value);
                return true;
            case RepeatedField<long> list:
                foreach (long value in list.AsSpan())
                    output.QuotedNumber(value);
                return true;
            case RepeatedField<ulong> list:
                foreach (ulong value in list.AsSpan())
                    output.QuotedNumber(value);
                return true;
            case RepeatedField<uint> list:
                foreach (uint value in list.AsSpan())
                    output.Number(value);
                return true;
            default:
                return false;
        }
    }
}
