namespace Peregrine.Compiler.CSharp;

/// <summary>What repeated and map fields have in common.</summary>
internal static class RepeatedMembers
{
    public static void Emit(CodeWriter w, string docs, string obsolete, string type, string property, string backing) => w.Emit($$"""
        {{docs}}
        {{obsolete}}
        public {{type}} {{property}} => {{backing}} ??= new {{type}}();

        private {{type}}? {{backing}};
        """);

    public static void EmitMerge(CodeWriter w, string property, string backing) => w.Emit($$"""
        if (other.{{backing}} is { Count: > 0 })
            {{property}}.MergeFrom(other.{{backing}});
        """);
}
