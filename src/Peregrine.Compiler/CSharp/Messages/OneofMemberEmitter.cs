using Peregrine.Schema;

namespace Peregrine.Compiler.CSharp;

/// <summary>A member of a oneof. The slots are the oneof's; what concerns all members (<see cref="OneofEmitter"/>) is written there.</summary>
internal sealed class OneofMemberEmitter : FieldEmitter
{
    private readonly OneofShape _oneof;
    private readonly string? _wrapped;

    public OneofMemberEmitter(FieldDescriptor field, MessageContext context)
        : base(field, context)
    {
        _oneof = new OneofShape(field.RealContainingOneof!, context);
        _wrapped = WrappedValue.TypeOf(field, context.Style);
    }

    /// <summary>The member's name in the enum of cases.</summary>
    public string CaseName => $"{_oneof.CaseType}.{CSharpNames.Escape(Context.Names[Field])}";

    private string IsSet => $"{_oneof.Case} == {CaseName}";

    private string Reuse => Context.Names.Private("Reuse", Field);

    private bool IsGoogle => Context.Style == CSharpStyle.GoogleProtobuf;

    private bool IsByReference => Value.IsMessage || Value.IsString;

    private string Load => LoadFrom("");

    // The message of a wrapper, or null when the member is not the one that is set.
    private string Message => $"({IsSet} ? {Load} : null)";

    public override void EmitMembers(CodeWriter w)
    {
        if (_wrapped is not null)
            EmitWrapped(w, _wrapped);
        else if (Value.IsMessage || !IsGoogle)
            EmitNullable(w);
        else
            EmitPlain(w);
        if (Value.IsMessage)
            EmitReuse(w);
    }

    public override void EmitParse(CodeWriter w, string next)
    {
        if (Value.IsMessage)
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
        else if (Value.IsClosedEnum)
        {
            w.Emit($$"""
                case {{WrittenTag}}:
                {
                    int number = reader.ReadInt32();
                    if ({{Value.IsDefined("number")}})
                        {{Property}} = ({{Value.Type}})number;
                    else
                        (_unknownFields ??= new pb::UnknownFieldSet()).AppendVarint({{Field.Number}}, (ulong)number);
                    {{next}}
                }
                """);
        }
        else
        {
            w.Emit($$"""
                case {{WrittenTag}}:
                    {{Store(Value.Read(Value.IsString ? _oneof.Reference + " as string" : Value.IsBytes ? _oneof.Bytes : ""))}}
                    {{_oneof.Case}} = {{CaseName}};
                    {{next}}
                """);
        }
    }

    public override void EmitWrite(CodeWriter w)
    {
        w.Emit($$"""
            case {{CaseName}}:
                {{EmitValue}}
                break;
            """);

        void EmitValue(CodeWriter w)
        {
            if (!Value.IsMessage)
            {
                w.Emit(Value.Write(WrittenTag, Load));
                return;
            }

            w.Emit($$"""
                {
                    {{inner => EmitWriteMessage(inner, Load)}}
                }
                """);
        }
    }

    public override void EmitMerge(CodeWriter w)
    {
        string slot = IsByReference ? _oneof.Reference : Value.IsBytes ? _oneof.Bytes : _oneof.Bits;
        w.Emit($$"""
            case {{CaseName}}:
                {{(Value.IsMessage ? $"{Reuse}().MergeFrom({LoadFrom("other.")});" : $"{slot} = other.{slot};")}}
                {{(Value.IsMessage ? "" : $"{_oneof.Case} = {CaseName};")}}
                break;
            """);
    }

    public override void EmitReset(CodeWriter w)
    {
        // The case is reset by the oneof.
    }

    public override void EmitInitialized(CodeWriter w)
    {
        if (!Value.IsMessage || !RequiredClosure.NeedsCheck(Field.MessageType!))
            return;
        w.Emit($$"""
            if ({{IsSet}} && !{{Load}}.IsInitialized())
                return false;
            """);
    }

    public override string EqualsOther => Field.Kind is FieldKind.Double or FieldKind.Float
        ? IsGoogle ? $"{Property}.Equals(other.{Property})" : $"global::System.Nullable.Equals({Property}, other.{Property})"
        : _wrapped is not null ? $"Equals({Message}, other.{IsSet} ? {LoadFrom("other.")} : null)"
        : Value.IsMessage ? $"Equals({Property}, other.{Property})"
        : $"{Property} == other.{Property}";

    public override string Hashed => _wrapped is null ? Property : Message;

    public override string Has => IsSet;

    public override ReflectiveValue Current => _wrapped is not null ? Value.Reflect(Message)
        : Value.IsMessage ? Value.Reflect(Property)
        : IsGoogle ? Value.Reflect(Property)
        : Value.Reflect($"({IsSet} ? {Load} : {Value.DeclaredDefault})");

    public override string Set => _wrapped is null
        ? $"{Property} = {Value.FromFieldValue("value")};"
        : $"{Property} = ({Value.FromFieldValue("value")})?.Value;";

    public override string Clear => $"if ({IsSet}) Clear{_oneof.Stem}();";

    private void EmitNullable(CodeWriter w)
    {
        string value = IsByReference ? "value" : "value.GetValueOrDefault()";
        w.Emit($$"""
            {{Docs}}
            {{Obsolete}}
            public {{Value.Type}}? {{Property}}
            {
                get => {{IsSet}} ? {{Load}} : null;
                set
                {
                    if (value is null)
                    {
                        if ({{IsSet}})
                            Clear{{_oneof.Stem}}();
                        return;
                    }

                    {{Store(value)}}
                    {{_oneof.Case}} = {{CaseName}};
                }
            }
            """);
    }

    private void EmitWrapped(CodeWriter w, string type) => w.Emit($$"""
        {{Docs}}
        {{Obsolete}}
        public {{type}} {{Property}}
        {
            get => {{IsSet}} ? {{Load}}.Value : null;
            set
            {
                if (value is not null)
                    {{Reuse}}().Value = {{WrappedValue.Stored(type)}};
                else if ({{IsSet}})
                    Clear{{_oneof.Stem}}();
            }
        }
        """);

    private void EmitPlain(CodeWriter w)
    {
        w.Emit($$"""
            {{Docs}}
            {{Obsolete}}
            public {{Value.Type}} {{Property}}
            {
                get => {{IsSet}} ? {{Load}} : {{Value.DeclaredDefault}};
                set
                {
                    {{Store(Value.IsString ? "value ?? throw new global::System.ArgumentNullException(nameof(value))" : "value")}}
                    {{_oneof.Case}} = {{CaseName}};
                }
            }
            """);
        GoogleShapes.EmitOneofPresence(w, Context.Names[Field], IsSet, _oneof.Stem);
    }

    private void EmitReuse(CodeWriter w) => w.Emit($$"""

        private {{Value.Type}} {{Reuse}}()
        {
            if ({{IsSet}})
                return {{Load}};
            var message = {{_oneof.Case}} == {{_oneof.None}} ? {{_oneof.Reference}} as {{Value.Type}} : null;
            if (message is null)
                {{_oneof.Reference}} = message = new {{Value.Type}}();
            else
                message.Clear();
            {{_oneof.Case}} = {{CaseName}};
            return message;
        }
        """);

    private string LoadFrom(string owner) => Field.Kind switch
    {
        FieldKind.String or FieldKind.Message or FieldKind.Group => $"(({Value.Type}){owner}{_oneof.Reference}!)",
        FieldKind.Bytes => owner + _oneof.Bytes,
        FieldKind.Bool => $"({owner}{_oneof.Bits} != 0)",
        FieldKind.Double => $"global::System.BitConverter.Int64BitsToDouble({owner}{_oneof.Bits})",
        FieldKind.Float => $"global::System.BitConverter.Int32BitsToSingle((int){owner}{_oneof.Bits})",
        FieldKind.Int64 or FieldKind.SInt64 or FieldKind.SFixed64 => owner + _oneof.Bits,
        _ => $"({Value.Type}){owner}{_oneof.Bits}",
    };

    private string Store(string value) => Field.Kind switch
    {
        FieldKind.String or FieldKind.Message or FieldKind.Group => $"{_oneof.Reference} = {value};",
        FieldKind.Bytes => $"{_oneof.Bytes} = {value};",
        FieldKind.Bool => $"{_oneof.Bits} = {value} ? 1 : 0;",
        FieldKind.Double => $"{_oneof.Bits} = global::System.BitConverter.DoubleToInt64Bits({value});",
        FieldKind.Float => $"{_oneof.Bits} = global::System.BitConverter.SingleToInt32Bits({value});",
        FieldKind.UInt64 or FieldKind.Fixed64 or FieldKind.Enum => $"{_oneof.Bits} = (long){value};",
        _ => $"{_oneof.Bits} = {value};",
    };
}
