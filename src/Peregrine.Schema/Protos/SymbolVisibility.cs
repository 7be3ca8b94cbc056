namespace Peregrine.Schema;

/// <summary>Describes the 'visibility' of a symbol with respect to the proto import system.</summary>
public enum SymbolVisibility
{
    /// <summary><c>VISIBILITY_UNSET</c>.</summary>
    Unset = 0,

    /// <summary><c>VISIBILITY_LOCAL</c>.</summary>
    Local = 1,

    /// <summary><c>VISIBILITY_EXPORT</c>.</summary>
    Export = 2,
}
