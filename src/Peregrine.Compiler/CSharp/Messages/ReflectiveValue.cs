using System.Globalization;

namespace Peregrine.Compiler.CSharp;

/// <summary>What descriptor-driven code gets of a field: the expression, and the name that <c>FieldValue</c> and <c>FieldVisitor</c> have for its type.</summary>
internal readonly struct ReflectiveValue(string name, string expression)
{
    /// <summary>As a FieldValue.</summary>
    public string ToFieldValue() => $"pb::FieldValue.From{name}({expression})";

    /// <summary>The statement that shows it, being set, to <c>visitor</c>.</summary>
    public string ToVisit(int index) =>
        $"visitor.Visit{name}({index.ToString(CultureInfo.InvariantCulture)}, {expression}{(name == "Message" ? "!" : "")});";
}
