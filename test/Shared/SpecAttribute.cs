namespace Peregrine.Testing;

/// <summary>The clause that a test proves.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
internal sealed class SpecAttribute(string clause) : Attribute
{
    public string Clause { get; } = clause;
}
