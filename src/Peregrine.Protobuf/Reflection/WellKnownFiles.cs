using Peregrine.Protobuf.WellKnownTypes;

namespace Peregrine.Protobuf.Reflection;

/// <summary>The generated files that are part of this library.</summary>
internal static class WellKnownFiles
{
    /// <summary>The files of the well-known types.</summary>
    public static IEnumerable<GeneratedTypes> All =>
    [
        AnyReflection.Types, ApiReflection.Types, DurationReflection.Types, EmptyReflection.Types, FieldMaskReflection.Types, SourceContextReflection.Types,
        StructReflection.Types, TimestampReflection.Types, TypeReflection.Types, WrappersReflection.Types,
    ];

    /// <summary>descriptor.proto, whose messages are the options.</summary>
    public static IEnumerable<GeneratedTypes> Descriptor => [DescriptorReflection.Types];
}
