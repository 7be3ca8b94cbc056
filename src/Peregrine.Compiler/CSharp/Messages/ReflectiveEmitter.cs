using System;
using System.Collections.Generic;

namespace Peregrine.Compiler.CSharp;

/// <summary>Writes the members by which descriptor-driven code reaches the fields: explicit interface members, so that they stay out of sight.</summary>
internal static class ReflectiveEmitter
{
    private const string OutOfRange = "throw new global::System.ArgumentOutOfRangeException(nameof(index))";

    public static void Emit(CodeWriter w, IReadOnlyList<FieldEmitter> fields, bool isExtendable)
    {
        w.Emit($$"""
            global::Peregrine.Schema.MessageDescriptor pb::IMessage.Descriptor => Descriptor;

            pb::IMessage pb::IMessage.Clone() => Clone();

            pb::UnknownFieldSet? pb::IReflectable.UnknownFields
            {
                get => _unknownFields;
                set => _unknownFields = value;
            }

            pb::ExtensionSet? pb::IReflectable.Extensions
            {
                get => {{(isExtendable ? "_extensions" : "null")}};
                set => {{(isExtendable ? "_extensions = value" : "throw new global::System.InvalidOperationException(\"the message has no extension ranges\")")}};
            }

            bool pb::IReflectable.HasField(int index) => index switch
            {
                {{w => EmitArms(w, static field => field.Has)}}
                _ => {{OutOfRange}},
            };

            pb::FieldValue pb::IReflectable.GetField(int index) => index switch
            {
                {{w => EmitArms(w, static field => field.Current.ToFieldValue())}}
                _ => {{OutOfRange}},
            };

            void pb::IReflectable.VisitFields(pb::FieldVisitor visitor)
            {
                {{EmitVisits}}
            }

            pb::IMessage pb::IReflectable.CreateField(int index) => index switch
            {
                {{w => EmitArms(w, static field => field.NewMessage)}}
                _ => {{OutOfRange}},
            };

            void pb::IReflectable.SetField(int index, in pb::FieldValue value)
            {
                switch (index)
                {
                    {{w => EmitCases(w, static field => field.Set)}}
                    default:
                        {{OutOfRange}};
                }
            }

            void pb::IReflectable.ClearField(int index)
            {
                switch (index)
                {
                    {{w => EmitCases(w, static field => field.Clear)}}
                    default:
                        {{OutOfRange}};
                }
            }
            """);

        void EmitArms(CodeWriter w, Func<FieldEmitter, string> arm)
        {
            foreach (FieldEmitter field in fields)
            {
                if (arm(field) is { Length: > 0 } body)
                    w.Emit($"{field.Field.Index} => {body},");
            }
        }

        void EmitVisits(CodeWriter w)
        {
            foreach (FieldEmitter field in fields)
            {
                w.Emit($$"""
                    if ({{field.Has}})
                        {{field.Current.ToVisit(field.Field.Index)}}
                    """);
            }
        }

        void EmitCases(CodeWriter w, Func<FieldEmitter, string> statement)
        {
            foreach (FieldEmitter field in fields)
            {
                if (statement(field) is { Length: > 0 } body)
                {
                    w.Emit($$"""
                        case {{field.Field.Index}}:
                            {{body}}
                            break;
                        """);
                }
            }
        }
    }
}
