using Peregrine.Schema;

namespace Peregrine.Compiler.CSharp;

/// <summary>A single <c>string</c> or <c>bytes</c> field. The bit says that the backing field counts; when it does not, the old value is there to be used again by a parse that meets the same bytes.</summary>
internal sealed class TextFieldEmitter : FieldEmitter
{
    private readonly Presence _bit;

    public TextFieldEmitter(FieldDescriptor field, MessageContext context)
        : base(field, context) => _bit = context.NextBit();

    private bool IsNullable => Field.HasPresence && Context.Style != CSharpStyle.GoogleProtobuf;

    private string Stored => Value.IsString ? Backing + "!" : Backing;

    private string BackingType => Value.IsString ? "string?" : Value.Type;

    private string Unset => Context.Style == CSharpStyle.GoogleProtobuf && Field.HasPresence ? Value.DeclaredDefault : Value.Zero;

    public override void EmitMembers(CodeWriter w)
    {
        if (IsNullable)
            EmitNullable(w);
        else
            EmitPlain(w);
        if (Field.HasPresence && !IsNullable)
            GoogleShapes.EmitPresence(w, Context.Names[Field], _bit.Test, _bit.Unset);
        if (IsNullable && Field.HasExplicitDefault)
        {
            w.Emit($$"""

                /// <summary><see cref="{{Property}}"/>, or the default that the schema declares when it is not set.</summary>
                {{Obsolete}}
                public {{Value.Type}} {{Context.Names[Field]}}OrDefault => {{Property}} ?? {{Value.DeclaredDefault}};
                """);
        }
    }

    public override void EmitParse(CodeWriter w, string next) => w.Emit($$"""
        case {{WrittenTag}}:
            {{Backing}} = {{Value.Read(Backing)}};
            {{_bit.Set}}
            {{next}}
        """);

    public override void EmitWrite(CodeWriter w) => w.Emit($$"""
        if ({{Has}})
            {{Value.Write(WrittenTag, Stored)}}
        """);

    public override void EmitMerge(CodeWriter w) => w.Emit($$"""
        if ({{HasIn("other", "other." + Backing)}})
        {
            {{Backing}} = other.{{Backing}};
            {{_bit.Set}}
        }
        """);

    public override void EmitReset(CodeWriter w)
    {
        // The bit is reset with all others.
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
    }

    public override string EqualsOther => IsPresenceCompared ? $"({_bit.Test}) == ({_bit.TestOf("other")}) && {Property} == other.{Property}" : $"{Property} == other.{Property}";

    public override string Hashed => Property;

    public override string Has => HasIn("", Stored);

    public override ReflectiveValue Current => Value.Reflect(IsNullable ? $"({_bit.Test} ? {Stored} : {Value.DeclaredDefault})" : Property);

    public override string Set => $"{Property} = {Value.FromFieldValue("value")};";

    public override string Clear => _bit.Unset;

    private bool IsPresenceCompared => Field.HasPresence && !IsNullable;

    private string HasIn(string message, string stored)
    {
        string test = message.Length == 0 ? _bit.Test : _bit.TestOf(message);
        string loaded = Value.IsString && message.Length > 0 ? stored + "!" : stored;
        return Field.HasPresence ? test : $"{test} && {Value.IsNotZero(loaded)}";
    }

    private void EmitNullable(CodeWriter w) => w.Emit($$"""
        {{Docs}}
        {{Obsolete}}
        public {{Value.Type}}? {{Property}}
        {
            get => {{_bit.Test}} ? {{Backing}} : null;
            set
            {
                {{Backing}} = {{(Value.IsString ? "value" : "value.GetValueOrDefault()")}};
                if (value is not null)
                    {{_bit.Set}}
                else
                    {{_bit.Unset}}
            }
        }

        private {{BackingType}} {{Backing}};
        """);

    private void EmitPlain(CodeWriter w) => w.Emit($$"""
        {{Docs}}
        {{Obsolete}}
        public {{Value.Type}} {{Property}}
        {
            get => {{_bit.Test}} ? {{Stored}} : {{Unset}};
            set
            {
                {{Backing}} = value{{(Value.IsString ? " ?? throw new global::System.ArgumentNullException(nameof(value))" : "")}};
                {{_bit.Set}}
            }
        }

        private {{BackingType}} {{Backing}};
        """);
}
