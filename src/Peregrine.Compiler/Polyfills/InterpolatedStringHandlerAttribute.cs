namespace System.Runtime.CompilerServices;

/// <summary>Marks interpolated string handlers; netstandard2.0 lacks it.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
internal sealed class InterpolatedStringHandlerAttribute : Attribute;
