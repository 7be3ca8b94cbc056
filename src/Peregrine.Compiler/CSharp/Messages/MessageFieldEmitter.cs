using Peregrine.Schema;

namespace Peregrine.Compiler.CSharp;

/// <summary>A single message. When the bit is not set, a message that is there is left from before a Clear, to be used again by the next parse.</summary>
internal sealed class MessageFieldEmitter : FieldEmitter
{
    private readonly Presence _bit;

    public MessageFieldEmitter(FieldDescriptor field, MessageContext context)
        : base(field, context) => _bit = context.NextBit();

    private string Reuse => Context.Names.Private("Reuse", Field);

    public override void EmitMembers(CodeWriter w)
    {
        w.Emit($$"""
            {{Docs}}
            {{Obsolete}}
            public {{Value.Type}}? {{Property}}
            {
                get => {{_bit.Test}} ? {{Backing}} : null;
                set
                {
                    {{Backing}} = value;
                    if (value is not null)
                        {{_bit.Set}}
                    else
                        {{_bit.Unset}}
                }
            }

            private {{Value.Type}}? {{Backing}};

            private {{Value.Type}} {{Reuse}}()
            {
                if ({{_bit.Test}})
                    return {{Backing}}!;
                {{_bit.Set}}
                if ({{Backing}} is null)
                    return {{Backing}} = new {{Value.Type}}();
                {{Backing}}.Clear();
                return {{Backing}};
            }
            """);
    }

    public override void EmitParse(CodeWriter w, string next)
    {
        w.Emit($$"""
            case {{WrittenTag}}:
            {
                {{Value.Type}} message = {{Reuse}}();
                {{inner => EmitReadMessage(inner, "message")}}
                {{next}}
            }
            """);
    }

    public override void EmitWrite(CodeWriter w) => w.Emit($$"""
        if ({{_bit.Test}})
        {
            {{inner => EmitWriteMessage(inner, Backing + "!")}}
        }
        """);

    public override void EmitMerge(CodeWriter w) => w.Emit($$"""
        if ({{_bit.TestOf("other")}})
            {{Reuse}}().MergeFrom(other.{{Backing}}!);
        """);

    public override void EmitReset(CodeWriter w)
    {
        // The bit is reset with all others; the message stays.
    }

    public override void EmitInitialized(CodeWriter w)
    {
        if (Field.IsRequired)
        {
            w.Emit($$"""
                if (!({{_bit.Test}}))
                    return false;
                """);
        }

        if (RequiredClosure.NeedsCheck(Field.MessageType!))
        {
            w.Emit($$"""
                if ({{_bit.Test}} && !{{Backing}}!.IsInitialized())
                    return false;
                """);
        }
    }

    public override string EqualsOther => $"Equals({Property}, other.{Property})";

    public override string Hashed => Property;

    public override string Has => _bit.Test;

    public override ReflectiveValue Current => Value.Reflect(Property);

    public override string Set => $"{Property} = {Value.FromFieldValue("value")};";

    public override string Clear => $"{Property} = null;";
}
