namespace Peregrine.Compiler.Syntax;

/// <summary>Tokens first to last, both included; the default is no range.</summary>
internal readonly record struct TokenRange(int First, int Last)
{
    // A range of the file's first token only would look like the default, but no part of a declaration is that.
    public bool IsPresent => Last > 0;
}
