namespace System.Runtime.CompilerServices;

/// <summary>Names the arguments handed to an interpolated string handler; netstandard2.0 lacks it.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
internal sealed class InterpolatedStringHandlerArgumentAttribute(string argument) : Attribute
{
    /// <summary>The arguments; an empty name is the receiver.</summary>
    public string[] Arguments { get; } = [argument];
}
