using System.Collections.Generic;
using System.Linq;
using Peregrine.Schema;

namespace Peregrine.Compiler.CSharp;

/// <summary>Writes what a oneof has beside its members: the enum of cases, the property that tells the case, and the storage.</summary>
internal sealed class OneofEmitter
{
    private readonly OneofShape _shape;
    private readonly MessageContext _context;
    private readonly IReadOnlyList<OneofMemberEmitter> _members;

    public OneofEmitter(OneofDescriptor oneof, MessageContext context, IEnumerable<FieldEmitter> fields)
    {
        _shape = new OneofShape(oneof, context);
        _context = context;
        _members = [.. fields.OfType<OneofMemberEmitter>().Where(member => member.Field.RealContainingOneof == oneof)];
    }

    public OneofDescriptor Oneof => _shape.Oneof;

    public void EmitMembers(CodeWriter w) => w.Emit($$"""
        {{XmlDocs.Summary(Oneof.Comments, $"Which member of the oneof <c>{Oneof.Name}</c> is set.")}}
        public {{_shape.CaseType}} {{_shape.Stem}}Case => {{_shape.Case}};

        /// <summary>Unsets the oneof <c>{{Oneof.Name}}</c>.</summary>
        public void Clear{{_shape.Stem}}()
        {
            {{_shape.Case}} = {{_shape.None}};
            {{(HasReference ? $"{_shape.Reference} = null;" : "")}}
            {{(HasBytes ? $"{_shape.Bytes} = default;" : "")}}
        }

        private {{_shape.CaseType}} {{_shape.Case}};
        {{(HasReference ? $"private object? {_shape.Reference};" : "")}}
        {{(HasBits ? $"private long {_shape.Bits};" : "")}}
        {{(HasBytes ? $"private pb::ByteString {_shape.Bytes};" : "")}}
        """);

    /// <summary>The enum of cases, whose values are the fields' numbers.</summary>
    public void EmitCases(CodeWriter w)
    {
        w.Emit($$"""
            /// <summary>The members of the oneof <c>{{Oneof.Name}}</c>.</summary>
            public enum {{_shape.CaseType}}
            {
                /// <summary>None is set.</summary>
                {{_shape.NoneName}} = 0,
                {{EmitMembersOfEnum}}
            }
            """);

        void EmitMembersOfEnum(CodeWriter w)
        {
            foreach (FieldDescriptor field in Oneof.Fields)
            {
                w.Emit($$"""

                    /// <summary><c>{{field.Name}}</c></summary>
                    {{CSharpNames.Escape(_context.Names[field])}} = {{field.Number}},
                    """);
            }
        }
    }

    public void EmitWrite(CodeWriter w) => EmitSwitch(w, _shape.Case, static (member, w) => member.EmitWrite(w));

    public void EmitMerge(CodeWriter w) => EmitSwitch(w, "other." + _shape.Case, static (member, w) => member.EmitMerge(w));

    public void EmitReset(CodeWriter w) => w.Emit($"{_shape.Case} = {_shape.None};");

    public string EqualsOther => $"{_shape.Case} == other.{_shape.Case}";

    public string Hashed => $"(int){_shape.Case}";

    private bool HasReference => Oneof.Fields.Any(static member => member.Kind is FieldKind.String or FieldKind.Message or FieldKind.Group);

    private bool HasBytes => Oneof.Fields.Any(static member => member.Kind == FieldKind.Bytes);

    private bool HasBits => Oneof.Fields.Any(static member => member.Kind is not (FieldKind.String or FieldKind.Message or FieldKind.Group or FieldKind.Bytes));

    private void EmitSwitch(CodeWriter w, string on, System.Action<OneofMemberEmitter, CodeWriter> emit)
    {
        w.Emit($$"""
            switch ({{on}})
            {
                {{EmitCaseBodies}}
            }
            """);

        void EmitCaseBodies(CodeWriter w)
        {
            foreach (OneofMemberEmitter member in _members)
                emit(member, w);
        }
    }
}
