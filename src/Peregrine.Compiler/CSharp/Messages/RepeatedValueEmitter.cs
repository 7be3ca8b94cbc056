using Peregrine.Schema;

namespace Peregrine.Compiler.CSharp;

/// <summary>A repeated field of anything but messages.</summary>
internal sealed class RepeatedValueEmitter(FieldDescriptor field, MessageContext context) : FieldEmitter(field, context)
{
    private string Adder => Context.Names.Private("Add", Field);

    private string List => $"pb::RepeatedField<{Value.Type}>";

    public override string WrittenTag => Field.IsPacked ? Tag(2) : Tag(WireTypeOf(Field.Kind));

    public override void EmitMembers(CodeWriter w) => RepeatedMembers.Emit(w, Docs, Obsolete, List, Property, Backing);

    public override void EmitParse(CodeWriter w, string next)
    {
        if (!Value.IsNumeric)
        {
            w.Emit($$"""
                case {{WrittenTag}}:
                {
                    {{List}} list = {{Property}};
                    do
                        list.Add({{Value.Read("list.Spare")}});
                    while (reader.TryReadTag({{WrittenTag}}));
                    {{next}}
                }
                """);
            return;
        }

        if (Value.IsClosedEnum)
        {
            EmitParseClosed(w, next);
            return;
        }

        w.Emit($$"""
            case {{Tag(2)}}:
                pb::PackedReading.Read{{Value.PackedName}}(ref reader, {{Property}});
                {{(Field.IsPacked ? next : "break;")}}
            case {{Tag(WireTypeOf(Field.Kind))}}:
            {
                {{List}} list = {{Property}};
                do
                    list.Add({{Value.Read()}});
                while (reader.TryReadTag({{Tag(WireTypeOf(Field.Kind))}}));
                {{(Field.IsPacked ? "break;" : next)}}
            }
            """);
    }

    public override void EmitWrite(CodeWriter w)
    {
        if (Field.IsPacked)
        {
            w.Emit($$"""
                if ({{Backing}} is { Count: > 0 })
                    pb::PackedWriting.Write{{Value.PackedName}}{{(Value.IsEnum ? $"<{Value.Type}>" : "")}}(ref writer, {{Tag(2)}}, {{Backing}}.AsSpan());
                """);
            return;
        }

        w.Emit($$"""
            if ({{Backing}} is { Count: > 0 })
            {
                global::System.ReadOnlySpan<{{Value.Type}}> list = {{Backing}}.AsSpan();
                for (int i = list.Length - 1; i >= 0; i--)
                    {{Value.Write(WrittenTag, "list[i]")}}
            }
            """);
    }

    public override void EmitMerge(CodeWriter w) => RepeatedMembers.EmitMerge(w, Property, Backing);

    public override void EmitReset(CodeWriter w) => w.Emit($"{Backing}?.Recycle();");

    public override string EqualsOther => $"pb::CollectionEquality.AreEqual({Backing}, other.{Backing})";

    public override string Hashed => $"pb::CollectionEquality.HashOf({Backing})";

    public override string Has => $"{Backing} is {{ Count: > 0 }}";

    public override ReflectiveValue Current => new("Repeated", Property);

    public override string Set => "";

    public override string Clear => $"{Backing}?.Clear();";

    private void EmitParseClosed(CodeWriter w, string next)
    {
        w.Emit($$"""
            case {{Tag(2)}}:
            {
                int outer = reader.EnterPacked();
                while (!reader.IsAtEnd)
                    {{Adder}}(reader.ReadInt32());
                reader.LeavePacked(outer);
                {{(Field.IsPacked ? next : "break;")}}
            }
            case {{Tag(0)}}:
                {{Adder}}(reader.ReadInt32());
                {{(Field.IsPacked ? "break;" : next)}}
            """);
    }

    /// <summary>The method that sorts what a closed enum does not know to the unknown fields.</summary>
    public void EmitClosedEnumAdder(CodeWriter w)
    {
        if (!Value.IsClosedEnum)
            return;
        w.Emit($$"""

            private void {{Adder}}(int number)
            {
                if ({{Value.IsDefined("number")}})
                    {{Property}}.Add(({{Value.Type}})number);
                else
                    (_unknownFields ??= new pb::UnknownFieldSet()).AppendVarint({{Field.Number}}, (ulong)number);
            }
            """);
    }
}
