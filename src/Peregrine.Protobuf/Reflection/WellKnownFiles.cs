namespace Peregrine.Protobuf.Reflection;

/// <summary>The files of the well-known types.</summary>
internal static class WellKnownFiles
{
    public static IEnumerable<GeneratedTypes> All => [];
}
