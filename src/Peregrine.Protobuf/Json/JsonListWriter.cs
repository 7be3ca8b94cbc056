using System.Numerics;
using Peregrine.Schema;

namespace Peregrine.Protobuf.Json;

/// <summary>Writes the elements of repeated fields of generated messages in place, without a call for each.</summary>
internal readonly struct JsonListWriter<TUnit>(JsonOutput<TUnit> output, JsonMessageWriter<TUnit> messages)
    where TUnit : unmanaged, IBinaryInteger<TUnit>
{
    /// <summary>False, having written nothing, for other lists.</summary>
    public bool TryWrite(JsonField field, IRepeatedField values)
    {
        switch (values)
        {
            case RepeatedField<string> list:
                foreach (string value in list.AsSpan())
                    output.String(value);
                return true;
            case RepeatedField<int> list when field.Kind != FieldKind.Enum:
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
            case IReferenceList list when field.IsMessage:
                JsonLayout layout = field.Message;
                foreach (object message in list.References)
                    messages.WriteMessage((IReflectable)message, layout);
                return true;
            default:
                return false;
        }
    }
}
