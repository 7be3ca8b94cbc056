namespace Peregrine.Protobuf;

/// <summary>Versions of the agreement between generated messages and this library. Generated code names the one it was made for, so that a mismatch is a compile error.</summary>
public static class RuntimeContract
{
    /// <summary>The agreement of the 0.1 releases.</summary>
    public const int V1 = 1;
}
