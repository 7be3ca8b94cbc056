using System.Numerics;
using System.Text.Json;
using Peregrine.Schema;

namespace Peregrine.Protobuf.Json;

/// <summary>Reads the elements of repeated fields of generated messages that hold numbers or texts, without a <see cref="FieldValue"/> for each.</summary>
internal static class JsonListReader
{
    /// <summary>Reads up to the end of the array; false, having read nothing, for other lists.</summary>
    public static bool TryRead<TUnit>(ref JsonScalarReader<TUnit> scalars, JsonField field, IRepeatedField values)
        where TUnit : unmanaged, IBinaryInteger<TUnit>
    {
        switch (values)
        {
            case RepeatedField<string> list:
                for (bool first = true; Next(ref scalars, field, first, out JsonValueKind kind); first = false)
                    list.Add(scalars.ReadString(field, kind));
                return true;
            case RepeatedField<int> list when field.Kind != FieldKind.Enum:
                for (bool first = true; Next(ref scalars, field, first, out JsonValueKind kind); first = false)
                    list.Add(scalars.ReadInt32(field, kind));
                return true;
            case RepeatedField<long> list:
                for (bool first = true; Next(ref scalars, field, first, out JsonValueKind kind); first = false)
                    list.Add(scalars.ReadInt64(field, kind));
                return true;
            case RepeatedField<uint> list:
                for (bool first = true; Next(ref scalars, field, first, out JsonValueKind kind); first = false)
                    list.Add(scalars.ReadUInt32(field, kind));
                return true;
            case RepeatedField<ulong> list:
                for (bool first = true; Next(ref scalars, field, first, out JsonValueKind kind); first = false)
                    list.Add(scalars.ReadUInt64(field, kind));
                return true;
            case RepeatedField<double> list:
                for (bool first = true; Next(ref scalars, field, first, out JsonValueKind kind); first = false)
                    list.Add(scalars.ReadDouble(field, kind));
                return true;
            case RepeatedField<float> list:
                for (bool first = true; Next(ref scalars, field, first, out JsonValueKind kind); first = false)
                    list.Add(scalars.ReadFloat(field, kind));
                return true;
            default:
                return false;
        }
    }

    private static bool Next<TUnit>(ref JsonScalarReader<TUnit> scalars, JsonField field, bool first, out JsonValueKind kind)
        where TUnit : unmanaged, IBinaryInteger<TUnit>
    {
        kind = default;
        if (!scalars.Lexer.NextElement(first))
            return false;
        kind = scalars.Lexer.Next();
        return kind != JsonValueKind.Null ? true : throw scalars.Lexer.Fault($"an element of {field.Descriptor.FullName} cannot be null");
    }
}
