namespace Peregrine.Schema;

/// <summary>Generated classes can be optimized for speed or code size.</summary>
public enum OptimizeMode
{
    /// <summary><c>SPEED</c>.</summary>
    Speed = 1,

    /// <summary>etc.</summary>
    CodeSize = 2,

    /// <summary><c>LITE_RUNTIME</c>.</summary>
    LiteRuntime = 3,
}
