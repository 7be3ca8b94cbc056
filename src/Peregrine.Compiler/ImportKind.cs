namespace Peregrine.Compiler;

/// <summary>How a file imports another.</summary>
public enum ImportKind
{
    /// <summary><c>import "x.proto";</c></summary>
    Plain,

    /// <summary><c>import public "x.proto";</c></summary>
    Public,

    /// <summary><c>import weak "x.proto";</c></summary>
    Weak,

    /// <summary><c>import option "x.proto";</c></summary>
    Option,
}
