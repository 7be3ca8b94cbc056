namespace Peregrine.Protobuf;

/// <summary>
/// Gets the fields of a message that are set, each by a call of its type: see <see cref="IReflectable.VisitFields"/>. What writes messages in another form (JSON, say) goes
/// over them this way, since nothing is boxed, copied or looked up by index. Fields are named by <c>FieldDescriptor.Index</c>.
/// </summary>
public abstract class FieldVisitor
{
    /// <summary>A signed 32-bit field.</summary>
    public abstract void VisitInt32(int index, int value);

    /// <summary>A signed 64-bit field.</summary>
    public abstract void VisitInt64(int index, long value);

    /// <summary>An unsigned 32-bit field.</summary>
    public abstract void VisitUInt32(int index, uint value);

    /// <summary>An unsigned 64-bit field.</summary>
    public abstract void VisitUInt64(int index, ulong value);

    /// <summary>A single-precision field.</summary>
    public abstract void VisitFloat(int index, float value);

    /// <summary>A double-precision field.</summary>
    public abstract void VisitDouble(int index, double value);

    /// <summary>A field that is true or false.</summary>
    public abstract void VisitBool(int index, bool value);

    /// <summary>An enum field, by the number of its value.</summary>
    public abstract void VisitEnum(int index, int number);

    /// <summary>A text.</summary>
    public abstract void VisitString(int index, string value);

    /// <summary>Bytes.</summary>
    public abstract void VisitBytes(int index, ByteString value);

    /// <summary>A message.</summary>
    public abstract void VisitMessage(int index, IReflectable value);

    /// <summary>A repeated field that has elements.</summary>
    public abstract void VisitRepeated(int index, IRepeatedField values);

    /// <summary>A map field that has entries.</summary>
    public abstract void VisitMap(int index, IMapField entries);

    /// <summary>A field of any type.</summary>
    public void Visit(int index, in FieldValue value)
    {
        switch (value.Kind)
        {
            case FieldValueKind.Int32: VisitInt32(index, value.AsInt32()); break;
            case FieldValueKind.Int64: VisitInt64(index, value.AsInt64()); break;
            case FieldValueKind.UInt32: VisitUInt32(index, value.AsUInt32()); break;
            case FieldValueKind.UInt64: VisitUInt64(index, value.AsUInt64()); break;
            case FieldValueKind.Float: VisitFloat(index, value.AsFloat()); break;
            case FieldValueKind.Double: VisitDouble(index, value.AsDouble()); break;
            case FieldValueKind.Bool: VisitBool(index, value.AsBool()); break;
            case FieldValueKind.Enum: VisitEnum(index, value.AsEnum()); break;
            case FieldValueKind.String: VisitString(index, value.AsString()); break;
            case FieldValueKind.Bytes: VisitBytes(index, value.AsBytes()); break;
            case FieldValueKind.Message: VisitMessage(index, value.AsReflectable()); break;
            case FieldValueKind.Repeated: VisitRepeated(index, value.AsRepeated()); break;
            case FieldValueKind.Map: VisitMap(index, value.AsMap()); break;
            default: throw new ArgumentException("there is no value to visit", nameof(value));
        }
    }
}
