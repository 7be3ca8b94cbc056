namespace System.Diagnostics.CodeAnalysis;

// netstandard2.0 lacks the nullable attributes; the compiler takes any with the right name.
[AttributeUsage(AttributeTargets.Parameter)]
internal sealed class NotNullWhenAttribute(bool returnValue) : Attribute
{
    public bool ReturnValue { get; } = returnValue;
}
