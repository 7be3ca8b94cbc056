namespace Peregrine.Compiler.CSharp;

/// <summary>Accessibility of generated types.</summary>
public enum CSharpAccess
{
    /// <summary><c>public</c>.</summary>
    Public,

    /// <summary><c>internal</c>.</summary>
    Internal,
}
