namespace Peregrine.Compiler.CSharp;

/// <summary>The members that Google.Protobuf's generated code has beside a property with presence.</summary>
internal static class GoogleShapes
{
    public static void EmitPresence(CodeWriter w, string name, string has, string clear) => w.Emit($$"""

        /// <summary>Whether the field is set.</summary>
        public bool Has{{name}} => {{has}};

        /// <summary>Unsets the field.</summary>
        public void Clear{{name}}() => {{clear}}
        """);

    public static void EmitOneofPresence(CodeWriter w, string name, string has, string oneof) => w.Emit($$"""

        /// <summary>Whether the field is the one that is set.</summary>
        public bool Has{{name}} => {{has}};

        /// <summary>Unsets the field if it is the one that is set.</summary>
        public void Clear{{name}}()
        {
            if ({{has}})
                Clear{{oneof}}();
        }
        """);
}
