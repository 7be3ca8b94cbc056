using Peregrine.Schema;

namespace Peregrine.Compiler.CSharp;

/// <summary>A single number, truth value or enum.</summary>
internal sealed class NumericFieldEmitter : FieldEmitter
{
    private readonly Presence? _presence;

    public NumericFieldEmitter(FieldDescriptor field, MessageContext context)
        : base(field, context)
    {
        if (field.HasPresence)
            _presence = context.NextBit();
        else
            Backing = Property;
    }

    private string Mark => _presence is { } bit ? bit.Set : "";

    public override void EmitMembers(CodeWriter w)
    {
        if (_presence is not { } bit)
        {
            w.Emit($$"""
                {{Docs}}
                {{Obsolete}}
                public {{Value.Type}} {{Property}} { get; set; }
                """);
            return;
        }

        if (Context.Style == CSharpStyle.GoogleProtobuf)
        {
            w.Emit($$"""
                {{Docs}}
                {{Obsolete}}
                public {{Value.Type}} {{Property}}
                {
                    get => {{bit.Test}} ? {{Backing}} : {{Value.DeclaredDefault}};
                    set
                    {
                        {{Backing}} = value;
                        {{bit.Set}}
                    }
                }

                private {{Value.Type}} {{Backing}};
                """);
            GoogleShapes.EmitPresence(w, Context.Names[Field], bit.Test, bit.Unset);
            return;
        }

        w.Emit($$"""
            {{Docs}}
            {{Obsolete}}
            public {{Value.Type}}? {{Property}}
            {
                get => {{bit.Test}} ? {{Backing}} : null;
                set
                {
                    {{Backing}} = value.GetValueOrDefault();
                    if (value.HasValue)
                        {{bit.Set}}
                    else
                        {{bit.Unset}}
                }
            }

            private {{Value.Type}} {{Backing}};
            {{EmitDeclaredDefault}}
            """);
    }

    public override void EmitParse(CodeWriter w, string next)
    {
        if (Value.IsClosedEnum)
        {
            w.Emit($$"""
                case {{WrittenTag}}:
                {
                    int number = reader.ReadInt32();
                    if ({{Value.IsDefined("number")}})
                    {
                        {{Backing}} = ({{Value.Type}})number;
                        {{Mark}}
                    }
                    else
                    {
                        (_unknownFields ??= new pb::UnknownFieldSet()).AppendVarint({{Field.Number}}, (ulong)number);
                    }

                    {{next}}
                }
                """);
            return;
        }

        w.Emit($$"""
            case {{WrittenTag}}:
                {{Backing}} = {{Value.Read()}};
                {{Mark}}
                {{next}}
            """);
    }

    public override void EmitWrite(CodeWriter w) => w.Emit($$"""
        if ({{Has}})
            {{Value.Write(WrittenTag, Backing)}}
        """);

    public override void EmitMerge(CodeWriter w)
    {
        if (_presence is { } bit)
        {
            w.Emit($$"""
                if ({{bit.TestOf("other")}})
                {
                    {{Backing}} = other.{{Backing}};
                    {{bit.Set}}
                }
                """);
            return;
        }

        w.Emit($$"""
            if ({{Value.IsNotZero("other." + Backing)}})
                {{Backing}} = other.{{Backing}};
            """);
    }

    public override void EmitReset(CodeWriter w)
    {
        if (_presence is null)
            w.Emit($"{Backing} = {(Value.IsEnum ? "0" : Value.Zero)};");
    }

    public override void EmitInitialized(CodeWriter w)
    {
        if (Field.IsRequired && _presence is { } bit)
        {
            w.Emit($$"""
                if (!({{bit.Test}}))
                    return false;
                """);
        }
    }

    public override string EqualsOther => _presence is { } bit
        ? $"({bit.Test}) == ({bit.TestOf("other")}) && (!({bit.Test}) || {SameValue})"
        : SameValue;

    public override string Hashed => _presence is { } bit ? $"{bit.Test} ? {Backing} : default" : Backing;

    public override string Has => _presence is { } bit ? bit.Test : Value.IsNotZero(Backing);

    public override ReflectiveValue Current => _presence is { } bit
        ? Value.Reflect($"({bit.Test} ? {Backing} : {Value.DeclaredDefault})")
        : Value.Reflect(Backing);

    public override string Set => $"{Property} = {Value.FromFieldValue("value")};";

    public override string Clear => _presence is { } bit ? bit.Unset : $"{Backing} = {(Value.IsEnum ? "0" : Value.Zero)};";

    private string SameValue => Field.Kind is FieldKind.Double or FieldKind.Float
        ? $"{Backing}.Equals(other.{Backing})"
        : $"{Backing} == other.{Backing}";

    private void EmitDeclaredDefault(CodeWriter w)
    {
        if (!Field.HasExplicitDefault)
            return;
        w.Emit($$"""

            /// <summary><see cref="{{Property}}"/>, or the default that the schema declares when it is not set.</summary>
            {{Obsolete}}
            public {{Value.Type}} {{Context.Names[Field]}}OrDefault => {{Property}} ?? {{Value.DeclaredDefault}};
            """);
    }
}
