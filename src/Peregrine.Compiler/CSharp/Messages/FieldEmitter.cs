using System.Globalization;
using Peregrine.Schema;

namespace Peregrine.Compiler.CSharp;

/// <summary>Writes everything that a message has on account of one field. One class for each kind of field.</summary>
internal abstract class FieldEmitter
{
    private protected FieldEmitter(FieldDescriptor field, MessageContext context)
    {
        Field = field;
        Context = context;
        Value = ValueShape.Of(field, context.Types);
        Property = CSharpNames.Escape(context.Names[field]);
        Backing = MemberNames.Backing(context.Names[field]);
    }

    public FieldDescriptor Field { get; }

    /// <summary>The tag that the writer writes, and the reader therefore expects.</summary>
    public virtual string WrittenTag => Tag(WireTypeOf(Field.Kind));

    protected MessageContext Context { get; }

    protected ValueShape Value { get; }

    protected string Property { get; }

    /// <summary>Where the value is held: a field, or the property itself where that is enough.</summary>
    protected string Backing { get; private protected init; }

    protected string Docs => XmlDocs.Summary(Field.Comments, $"Field <c>{Field.Name}</c>, number {Field.Number}.");

    protected string Obsolete => FileEmitter.Obsolete(Field.Options?.Deprecated);

    /// <summary>Makes the emitter for the field's kind.</summary>
    public static FieldEmitter Create(FieldDescriptor field, MessageContext context)
    {
        if (field.IsMap)
            return new MapFieldEmitter(field, context);
        if (field.IsRepeated)
            return field.MessageType is not null ? new RepeatedMessageEmitter(field, context) : new RepeatedValueEmitter(field, context);
        if (field.RealContainingOneof is not null)
            return new OneofMemberEmitter(field, context);
        if (field.MessageType is not null)
            return new MessageFieldEmitter(field, context);
        return field.Kind is FieldKind.String or FieldKind.Bytes ? new TextFieldEmitter(field, context) : new NumericFieldEmitter(field, context);
    }

    /// <summary>The backing field and the property.</summary>
    public abstract void EmitMembers(CodeWriter w);

    /// <summary>The cases of the parse switch; <paramref name="next"/> goes on to the field expected next, or breaks.</summary>
    public abstract void EmitParse(CodeWriter w, string next);

    /// <summary>Writes the field if it is set. Called for the last field first.</summary>
    public abstract void EmitWrite(CodeWriter w);

    /// <summary>Takes over what is set in <c>other</c>.</summary>
    public abstract void EmitMerge(CodeWriter w);

    /// <summary>Forgets the value, keeping what can be used again.</summary>
    public abstract void EmitReset(CodeWriter w);

    /// <summary>Returns false when something required is missing within.</summary>
    public virtual void EmitInitialized(CodeWriter w)
    {
    }

    /// <summary>Equality with <c>other</c>.</summary>
    public abstract string EqualsOther { get; }

    /// <summary>What goes into the hash.</summary>
    public abstract string Hashed { get; }

    /// <summary>Whether the field is set.</summary>
    public abstract string Has { get; }

    /// <summary>The value, for descriptor-driven code.</summary>
    public abstract ReflectiveValue Current { get; }

    /// <summary>The statement that sets the field from <c>value</c>, a FieldValue; empty when it cannot be set.</summary>
    public abstract string Set { get; }

    /// <summary>The statement that unsets the field.</summary>
    public abstract string Clear { get; }

    /// <summary>A new message of the field's type; empty for other fields.</summary>
    public virtual string NewMessage => Value.IsMessage ? $"new {Value.Type}()" : "";

    protected string Tag(int wireType) => "0x" + (((uint)Field.Number << 3) | (uint)wireType).ToString("x2", CultureInfo.InvariantCulture);

    /// <summary>Reads the message in <paramref name="message"/>, whose tag was read.</summary>
    protected void EmitReadMessage(CodeWriter w, string message)
    {
        if (Field.IsDelimited)
        {
            w.Emit($$"""
                reader.EnterGroup();
                {{message}}.MergeFrom(ref reader);
                reader.LeaveGroup({{Field.Number}});
                """);
            return;
        }

        w.Emit($$"""
            int outer = reader.EnterMessage();
            {{message}}.MergeFrom(ref reader);
            reader.LeaveMessage(outer);
            """);
    }

    /// <summary>Writes the message in <paramref name="message"/> with its length and tag.</summary>
    protected void EmitWriteMessage(CodeWriter w, string message)
    {
        if (Field.IsDelimited)
        {
            w.Emit($$"""
                writer.WriteTag({{Tag(4)}});
                {{message}}.WriteTo(ref writer);
                writer.WriteTag({{Tag(3)}});
                """);
            return;
        }

        w.Emit($$"""
            int end = writer.Written;
            {{message}}.WriteTo(ref writer);
            writer.WriteLength({{Tag(2)}}, end);
            """);
    }

    protected static int WireTypeOf(FieldKind kind) => kind switch
    {
        FieldKind.Double or FieldKind.Fixed64 or FieldKind.SFixed64 => 1,
        FieldKind.Float or FieldKind.Fixed32 or FieldKind.SFixed32 => 5,
        FieldKind.String or FieldKind.Bytes or FieldKind.Message => 2,
        FieldKind.Group => 3,
        _ => 0,
    };
}
