using Peregrine.Schema;

namespace Peregrine.Compiler.CSharp;

/// <summary>A single message. When the bit is not set, a message that is there is left from before a Clear, to be used again by the next parse.</summary>
internal sealed class MessageFieldEmitter : FieldEmitter
{
    private readonly Presence _bit;
    private readonly string? _wrapped;

    public MessageFieldEmitter(FieldDescriptor field, MessageContext context)
        : base(field, context)
    {
        _bit = context.NextBit();
        _wrapped = WrappedValue.TypeOf(field, context.Style);
    }

    private string Reuse => Context.Names.Private("Reuse", Field);

    // The message, or null when the field is not set.
    private string Message => $"({_bit.Test} ? {Backing} : null)";

    public override void EmitMembers(CodeWriter w)
    {
        if (_wrapped is null)
            EmitProperty(w);
        else
            EmitWrapped(w, _wrapped);
        w.Emit($$"""

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

    public override string EqualsOther => _wrapped is null
        ? $"Equals({Property}, other.{Property})"
        : $"Equals({Message}, {_bit.TestOf("other")} ? other.{Backing} : null)";

    public override string Hashed => _wrapped is null ? Property : Message;

    public override string Has => _bit.Test;

    public override ReflectiveValue Current => Value.Reflect(_wrapped is null ? Property : Message);

    public override string Set => _wrapped is null
        ? $"{Property} = {Value.FromFieldValue("value")};"
        : $"{Property} = ({Value.FromFieldValue("value")})?.Value;";

    public override string Clear => $"{Property} = null;";

    private void EmitProperty(CodeWriter w) => w.Emit($$"""
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
        """);

    private void EmitWrapped(CodeWriter w, string type) => w.Emit($$"""
        {{Docs}}
        {{Obsolete}}
        public {{type}} {{Property}}
        {
            get => {{_bit.Test}} ? {{Backing}}!.Value : null;
            set
            {
                if (value is not null)
                    {{Reuse}}().Value = {{WrappedValue.Stored(type)}};
                else
                    {{_bit.Unset}}
            }
        }
        """);
}
