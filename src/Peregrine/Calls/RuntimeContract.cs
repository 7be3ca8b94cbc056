namespace Peregrine;

/// <summary>
/// What generated service code relies on. Generated files name the constant of the contract they were generated for, so that code
/// older or newer than this library fails to compile instead of misbehaving.
/// </summary>
public static class RuntimeContract
{
    /// <summary>The first contract.</summary>
    public const int V1 = 1;
}
