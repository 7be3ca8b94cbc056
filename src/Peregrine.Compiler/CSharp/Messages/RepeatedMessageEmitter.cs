using Peregrine.Schema;

namespace Peregrine.Compiler.CSharp;

/// <summary>A repeated field of messages.</summary>
internal sealed class RepeatedMessageEmitter(FieldDescriptor field, MessageContext context) : FieldEmitter(field, context)
{
    private string List => $"pb::RepeatedField<{Value.Type}>";

    public override void EmitMembers(CodeWriter w) => RepeatedMembers.Emit(w, Docs, Obsolete, List, Property, Backing);

    public override void EmitParse(CodeWriter w, string next) => w.Emit($$"""
        case {{WrittenTag}}:
        {
            {{List}} list = {{Property}};
            do
            {
                {{Value.Type}}? message = list.AddSpare();
                if (message is null)
                    list.Add(message = new {{Value.Type}}());
                else
                    message.Clear();
                {{inner => EmitReadMessage(inner, "message")}}
            }
            while (reader.TryReadTag({{WrittenTag}}));
            {{next}}
        }
        """);

    public override void EmitWrite(CodeWriter w) => w.Emit($$"""
        if ({{Backing}} is { Count: > 0 })
        {
            global::System.ReadOnlySpan<{{Value.Type}}> list = {{Backing}}.AsSpan();
            for (int i = list.Length - 1; i >= 0; i--)
            {
                {{inner => EmitWriteMessage(inner, "list[i]")}}
            }
        }
        """);

    public override void EmitMerge(CodeWriter w) => RepeatedMembers.EmitMerge(w, Property, Backing);

    public override void EmitReset(CodeWriter w) => w.Emit($"{Backing}?.Recycle();");

    public override void EmitInitialized(CodeWriter w)
    {
        if (!RequiredClosure.NeedsCheck(Field.MessageType!))
            return;
        w.Emit($$"""
            if ({{Backing}} is not null)
            {
                foreach ({{Value.Type}} message in {{Backing}}.AsSpan())
                {
                    if (!message.IsInitialized())
                        return false;
                }
            }
            """);
    }

    public override string EqualsOther => $"pb::CollectionEquality.AreEqual({Backing}, other.{Backing})";

    public override string Hashed => $"pb::CollectionEquality.HashOf({Backing})";

    public override string Has => $"{Backing} is {{ Count: > 0 }}";

    public override ReflectiveValue Current => new("Repeated", Property);

    public override string Set => "";

    public override string Clear => $"{Backing}?.Clear();";
}
