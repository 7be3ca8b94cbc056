namespace Peregrine.Compiler.CSharp;

/// <summary>The shapes of generated messages.</summary>
public enum CSharpStyle
{
    /// <summary>Nullable properties for presence, nested types nested directly.</summary>
    Peregrine,

    /// <summary>The shapes of Google.Protobuf (<c>HasX</c>, <c>ClearX</c>, the <c>Types</c> holder), for code that moves over.</summary>
    GoogleProtobuf,
}
