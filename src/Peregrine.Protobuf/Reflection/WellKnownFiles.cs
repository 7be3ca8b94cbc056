namespace Peregrine.Protobuf.Reflection;

/// <summary>The files of the well-known types.</summary>
internal static class WellKnownFiles
{
    public static IEnumerable<GeneratedTypes> All => [];

    /// <summary>descriptor.proto, whose messages are the options.</summary>
    public static IEnumerable<GeneratedTypes> Descriptor => [];
}
