using System.Collections.Generic;
using System.Linq;
using Peregrine.Schema;

namespace Peregrine.Compiler.CSharp;

/// <summary>Writes a message: its members in declaration order, then what is done with all of them, then the types within.</summary>
internal sealed class MessageEmitter
{
    private readonly MessageDescriptor _message;
    private readonly CSharpOptions _options;
    private readonly MessageContext _context;
    private readonly string _name;
    private readonly IReadOnlyList<FieldEmitter> _fields; // in declaration order
    private readonly IReadOnlyList<FieldEmitter> _byNumber;
    private readonly IReadOnlyList<OneofEmitter> _oneofs;

    public MessageEmitter(MessageDescriptor message, CSharpOptions options)
    {
        _message = message;
        _options = options;
        _context = new MessageContext(message, options);
        _name = CSharpNames.Escape(CSharpNames.SimpleName(message, options.Style));
        _fields = [.. message.Fields.Select(field => FieldEmitter.Create(field, _context))];
        _byNumber = [.. _fields.OrderBy(static field => field.Field.Number)];
        _oneofs = [.. message.RealOneofs.Select(oneof => new OneofEmitter(oneof, _context, _fields))];
    }

    private bool IsExtendable => _message.ExtensionRanges.Count > 0;

    private string Interfaces => IsExtendable ? $"pb::IExtendableMessage<{_name}>" : $"pb::IMessage<{_name}>, pb::IReflectable";

    private string DescriptorPath => _message.Parent is MessageDescriptor outer
        ? $"{CSharpNames.TypeName(outer, _options.Style)}.Descriptor.NestedMessages[{_message.Index}]"
        : $"{CSharpNames.ReflectionType(_message.File)}.Descriptor.Messages[{_message.Index}]";

    public void Emit(CodeWriter w) => w.Emit($$"""
        {{XmlDocs.Summary(_message.Comments, $"The message <c>{_message.FullName}</c>.")}}
        {{FileEmitter.Obsolete(_message.Options?.Deprecated)}}
        [global::System.CodeDom.Compiler.GeneratedCode("peregrine", "0.1")]
        [global::System.Text.Json.Serialization.JsonConverter(typeof(pb::JsonMessageConverter<{{_name}}>))]
        [global::System.Diagnostics.DebuggerDisplay("{ToString(),nq}")]
        [global::System.Diagnostics.DebuggerTypeProxy(typeof(pb::MessageDebugView))]
        {{FileEmitter.Access(_options)}} sealed partial class {{_name}} : {{Interfaces}}
        {
            {{EmitState}}

            /// <summary>Reads messages of this type.</summary>
            public static pb::MessageParser<{{_name}}> Parser { get; } = new(static () => new {{_name}}());

            /// <summary>What messages of this type consist of.</summary>
            public static global::Peregrine.Schema.MessageDescriptor Descriptor => {{DescriptorPath}};

            {{EmitMembers}}
            {{EmitParse}}
            {{EmitWrite}}
            {{EmitMerge}}
            {{EmitClear}}
            {{EmitInitialized}}
            {{EmitEquality}}
            {{w => ReflectiveEmitter.Emit(w, _fields, IsExtendable)}}
            {{EmitNested}}
        }
        """);

    private void EmitState(CodeWriter w)
    {
        for (int word = 0; word * 32 < _context.Bits; word++)
            w.Emit($"private uint {Presence.Word(word)};");
        w.Emit("private pb::UnknownFieldSet? _unknownFields;");
        if (IsExtendable)
            w.Emit("private pb::ExtensionSet? _extensions;");
    }

    private void EmitMembers(CodeWriter w)
    {
        foreach (FieldEmitter field in _fields)
        {
            field.EmitMembers(w);
            if (field is RepeatedValueEmitter repeated)
                repeated.EmitClosedEnumAdder(w);
            w.EmitLine();
        }

        foreach (OneofEmitter oneof in _oneofs)
        {
            oneof.EmitMembers(w);
            w.EmitLine();
        }
    }

    private void EmitParse(CodeWriter w)
    {
        w.Emit($$"""
            /// <inheritdoc/>
            public void MergeFrom(ref pb::WireReader reader)
            {
                for (uint tag = reader.ReadTag(); tag != 0; tag = reader.ReadTag())
                {
                    switch (tag)
                    {
                        {{EmitCases}}
                        default:
                            if ({{(IsExtendable ? "!pb::ExtensionSet.TryRead(this, tag, ref reader) && " : "")}}!reader.ReadUnknownField(tag, ref _unknownFields))
                                return;
                            break;
                    }
                }
            }

            """);

        void EmitCases(CodeWriter w)
        {
            if (_message.IsMessageSet)
            {
                w.Emit("""
                    case 0x0b:
                        pb::MessageSet.ReadItem(this, ref reader);
                        break;
                    """);
            }

            for (int i = 0; i < _byNumber.Count; i++)
            {
                string? next = i + 1 < _byNumber.Count ? _byNumber[i + 1].WrittenTag : null;
                _byNumber[i].EmitParse(w, next is null ? "break;" : $"if (reader.TryReadTag({next}))\n    goto case {next};\nbreak;");
            }
        }
    }

    private void EmitWrite(CodeWriter w)
    {
        w.Emit($$"""
            /// <inheritdoc/>
            public void WriteTo(ref pb::WireWriter writer)
            {
                // From the last field to the first: the writer fills its buffer from the end.
                {{EmitBody}}
            }

            """);

        void EmitBody(CodeWriter w)
        {
            if (_message.IsMessageSet)
            {
                w.Emit("pb::MessageSet.Write(ref writer, _extensions, _unknownFields);");
                return;
            }

            w.Emit("_unknownFields?.WriteTo(ref writer);");
            if (IsExtendable)
                w.Emit("_extensions?.WriteTo(ref writer);");
            var written = new HashSet<OneofDescriptor>();
            foreach (FieldEmitter field in _byNumber.Reverse())
            {
                if (field.Field.RealContainingOneof is not { } oneof)
                    field.EmitWrite(w);
                else if (written.Add(oneof))
                    _oneofs.First(emitter => emitter.Oneof == oneof).EmitWrite(w);
            }
        }
    }

    private void EmitMerge(CodeWriter w)
    {
        w.Emit($$"""
            /// <inheritdoc/>
            public void MergeFrom({{_name}} other)
            {
                {{EmitBody}}
                _unknownFields = pb::UnknownFieldSet.Merge(_unknownFields, other._unknownFields);
                {{(IsExtendable ? "_extensions = pb::ExtensionSet.Merge(_extensions, other._extensions);" : "")}}
            }

            /// <inheritdoc/>
            public {{_name}} Clone()
            {
                var clone = new {{_name}}();
                clone.MergeFrom(this);
                return clone;
            }

            """);

        void EmitBody(CodeWriter w)
        {
            foreach (FieldEmitter field in _fields.Where(static field => field.Field.RealContainingOneof is null))
                field.EmitMerge(w);
            foreach (OneofEmitter oneof in _oneofs)
                oneof.EmitMerge(w);
        }
    }

    private void EmitClear(CodeWriter w)
    {
        w.Emit($$"""
            /// <inheritdoc/>
            public void Clear()
            {
                {{EmitBody}}
                _unknownFields?.Clear();
                {{(IsExtendable ? "_extensions?.Clear();" : "")}}
            }

            """);

        void EmitBody(CodeWriter w)
        {
            for (int word = 0; word * 32 < _context.Bits; word++)
                w.Emit($"{Presence.Word(word)} = 0;");
            foreach (FieldEmitter field in _fields)
                field.EmitReset(w);
            foreach (OneofEmitter oneof in _oneofs)
                oneof.EmitReset(w);
        }
    }

    private void EmitInitialized(CodeWriter w)
    {
        if (!RequiredClosure.NeedsCheck(_message))
        {
            w.Emit("""
                /// <inheritdoc/>
                public bool IsInitialized() => true;

                """);
            return;
        }

        w.Emit($$"""
            /// <inheritdoc/>
            public bool IsInitialized()
            {
                {{EmitBody}}
                return {{(IsExtendable ? "_extensions?.IsInitialized() ?? true" : "true")}};
            }

            """);

        void EmitBody(CodeWriter w)
        {
            foreach (FieldEmitter field in _fields)
                field.EmitInitialized(w);
        }
    }

    private void EmitEquality(CodeWriter w)
    {
        w.Emit($$"""
            /// <inheritdoc/>
            public bool Equals({{_name}}? other) =>
                other is not null
                {{EmitComparisons}}
                && pb::UnknownFieldSet.Equals(_unknownFields, other._unknownFields);

            /// <inheritdoc/>
            public override bool Equals(object? obj) => Equals(obj as {{_name}});

            /// <inheritdoc/>
            public override int GetHashCode()
            {
                var hash = new global::System.HashCode();
                {{EmitHash}}
                return hash.ToHashCode();
            }

            /// <summary>The message as JSON.</summary>
            public override string ToString() => pb::JsonFormatter.ToDiagnosticString(this);

            """);

        void EmitComparisons(CodeWriter w)
        {
            foreach (OneofEmitter oneof in _oneofs)
                w.Emit($"&& {oneof.EqualsOther}");
            foreach (FieldEmitter field in _fields)
                w.Emit($"&& {field.EqualsOther}");
            if (IsExtendable)
                w.Emit("&& pb::ExtensionSet.Equals(_extensions, other._extensions)");
        }

        void EmitHash(CodeWriter w)
        {
            foreach (OneofEmitter oneof in _oneofs)
                w.Emit($"hash.Add({oneof.Hashed});");
            foreach (FieldEmitter field in _fields)
                w.Emit($"hash.Add({field.Hashed});");
        }
    }

    private void EmitNested(CodeWriter w)
    {
        foreach (OneofEmitter oneof in _oneofs)
        {
            w.EmitLine();
            oneof.EmitCases(w);
        }

        if (_message.Extensions.Count > 0)
        {
            w.EmitLine();
            ExtensionEmitter.Emit(w, "Extensions", _message.Extensions, new TypeReferences(_message.File, _message, _options.Style), "public");
        }

        bool hasTypes = _message.NestedMessages.Any(static nested => !nested.IsMapEntry) || _message.NestedEnums.Count > 0;
        if (!hasTypes)
            return;
        if (_options.Style != CSharpStyle.GoogleProtobuf)
        {
            EmitNestedTypes(w);
            return;
        }

        w.Emit($$"""

            /// <summary>The types declared in <c>{{_message.FullName}}</c>.</summary>
            public static partial class Types
            {
                {{EmitNestedTypes}}
            }
            """);
    }

    private void EmitNestedTypes(CodeWriter w)
    {
        foreach (EnumDescriptor type in _message.NestedEnums)
        {
            w.EmitLine();
            EnumEmitter.Emit(w, type, CSharpNames.SimpleName(type, _options.Style), "public");
        }

        foreach (MessageDescriptor nested in _message.NestedMessages.Where(static nested => !nested.IsMapEntry))
        {
            w.EmitLine();
            new MessageEmitter(nested, _options).Emit(w);
        }
    }
}
