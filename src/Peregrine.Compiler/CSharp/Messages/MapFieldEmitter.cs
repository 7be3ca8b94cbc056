using System.Globalization;
using Peregrine.Schema;

namespace Peregrine.Compiler.CSharp;

/// <summary>A map field. On the wire it is a repeated message of key and value, either of which may be missing.</summary>
internal sealed class MapFieldEmitter : FieldEmitter
{
    private readonly ValueShape _key;
    private readonly ValueShape _value;
    private readonly FieldDescriptor _valueField;
    private readonly string _keyTag;
    private readonly string _valueTag;

    public MapFieldEmitter(FieldDescriptor field, MessageContext context)
        : base(field, context)
    {
        FieldDescriptor keyField = field.MessageType!.FindFieldByNumber(1)!;
        _valueField = field.MessageType.FindFieldByNumber(2)!;
        _key = ValueShape.Of(keyField, context.Types);
        _value = ValueShape.Of(_valueField, context.Types);
        _keyTag = "0x" + (8 | WireTypeOf(keyField.Kind)).ToString("x2", CultureInfo.InvariantCulture);
        _valueTag = "0x" + (16 | WireTypeOf(_valueField.Kind)).ToString("x2", CultureInfo.InvariantCulture);
    }

    public override string NewMessage => _value.IsMessage ? $"new {_value.Type}()" : "";

    private string Map => $"pb::MapField<{_key.Type}, {_value.Type}>";

    private string ReadEntry => Context.Names.Private("Read", Field, "Entry");

    public override void EmitMembers(CodeWriter w)
    {
        RepeatedMembers.Emit(w, Docs, Obsolete, Map, Property, Backing);
        w.Emit($$"""

            private void {{ReadEntry}}(ref pb::WireReader reader)
            {
                {{Map}} map = {{Property}};
                {{_key.Type}}{{(_key.IsString ? "?" : "")}} key = {{(_key.IsString ? "null" : _key.Zero)}};
                {{ValueDeclaration}}
                {{(_value.IsClosedEnum ? "int start = reader.Position;" : "")}}
                int entry = reader.EnterMessage();
                for (uint tag = reader.ReadTag(); tag != 0; tag = reader.ReadTag())
                {
                    switch (tag)
                    {
                        case {{_keyTag}}:
                            key = {{_key.Read("map.SpareKey")}};
                            break;
                        {{EmitValueCase}}
                        default:
                            reader.SkipField(tag);
                            break;
                    }
                }

                reader.LeaveMessage(entry);
                {{EmitClosedEnumGuard}}
                map.Set({{(_key.IsString ? "key ?? \"\"" : "key")}}, {{StoredValue}});
            }
            """);
    }

    public override void EmitParse(CodeWriter w, string next) => w.Emit($$"""
        case {{WrittenTag}}:
            do
                {{ReadEntry}}(ref reader);
            while (reader.TryReadTag({{WrittenTag}}));
            {{next}}
        """);

    public override void EmitWrite(CodeWriter w) => w.Emit($$"""
        if ({{Backing}} is { Count: > 0 })
        {
            foreach (global::System.Collections.Generic.KeyValuePair<{{_key.Type}}, {{_value.Type}}> entry in {{Backing}}.EntriesBackwards(writer.IsDeterministic))
            {
                int entryEnd = writer.Written;
                {{EmitWriteValue}}
                {{_key.Write(_keyTag, "entry.Key")}}
                writer.WriteLength({{WrittenTag}}, entryEnd);
            }
        }
        """);

    public override void EmitMerge(CodeWriter w) => RepeatedMembers.EmitMerge(w, Property, Backing);

    public override void EmitReset(CodeWriter w) => w.Emit($"{Backing}?.Recycle();");

    public override void EmitInitialized(CodeWriter w)
    {
        if (!_value.IsMessage || !RequiredClosure.NeedsCheck(_valueField.MessageType!))
            return;
        w.Emit($$"""
            if ({{Backing}} is not null)
            {
                foreach (global::System.Collections.Generic.KeyValuePair<{{_key.Type}}, {{_value.Type}}> entry in {{Backing}})
                {
                    if (!entry.Value.IsInitialized())
                        return false;
                }
            }
            """);
    }

    public override string EqualsOther => $"pb::CollectionEquality.AreEqual({Backing}, other.{Backing})";

    public override string Hashed => $"pb::CollectionEquality.HashOf({Backing})";

    public override string Has => $"{Backing} is {{ Count: > 0 }}";

    public override ReflectiveValue Current => new("Map", Property);

    public override string Set => "";

    public override string Clear => $"{Backing}?.Clear();";

    private string ValueDeclaration => _value.IsMessage ? $"{_value.Type}? value = null;"
        : _value.IsString ? "string? value = null;"
        : _value.IsClosedEnum ? $"int number = {_valueField.EnumType!.Values[0].Number.ToString(CultureInfo.InvariantCulture)};"
        : $"{_value.Type} value = {_value.Zero};";

    private string StoredValue => _value.IsMessage ? $"value ?? new {_value.Type}()"
        : _value.IsString ? "value ?? \"\""
        : _value.IsClosedEnum ? $"({_value.Type})number"
        : "value";

    private void EmitValueCase(CodeWriter w)
    {
        if (_value.IsMessage)
        {
            w.Emit($$"""
                case {{_valueTag}}:
                {
                    if (value is null)
                    {
                        value = map.SpareValue;
                        if (value is null)
                            value = new {{_value.Type}}();
                        else
                            value.Clear();
                    }

                    int outer = reader.EnterMessage();
                    value.MergeFrom(ref reader);
                    reader.LeaveMessage(outer);
                    break;
                }
                """);
            return;
        }

        w.Emit($$"""
            case {{_valueTag}}:
                {{(_value.IsClosedEnum ? "number = reader.ReadInt32()" : "value = " + _value.Read("map.SpareValue"))}};
                break;
            """);
    }

    private void EmitClosedEnumGuard(CodeWriter w)
    {
        if (!_value.IsClosedEnum)
            return;
        w.Emit($$"""
            if (!({{_value.IsDefined("number")}}))
            {
                // The whole entry is unknown when its value is.
                reader.KeepUnknownField({{WrittenTag}}, start, ref _unknownFields);
                return;
            }

            """);
    }

    private void EmitWriteValue(CodeWriter w)
    {
        if (!_value.IsMessage)
        {
            w.Emit(_value.Write(_valueTag, "entry.Value"));
            return;
        }

        w.Emit($$"""
            int valueEnd = writer.Written;
            entry.Value.WriteTo(ref writer);
            writer.WriteLength({{_valueTag}}, valueEnd);
            """);
    }
}
