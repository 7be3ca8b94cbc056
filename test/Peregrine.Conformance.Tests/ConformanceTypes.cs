using Peregrine.Protobuf;
using Peregrine.Protobuf.Reflection;

namespace Peregrine.Conformance.Tests;

/// <summary>The test messages of the suite.</summary>
internal static class ConformanceTypes
{
    private static readonly Lazy<TypeRegistry> s_dynamic = new(() => TypeRegistry.FromDescriptorSet(ConformanceVectors.Descriptors));

    /// <summary>As dynamic messages.</summary>
    public static TypeRegistry Dynamic => s_dynamic.Value;

    public static MessageParser FindDynamic(string name) => Dynamic.TryFind(name, out MessageParser? type) ? type : throw new InvalidDataException(name);

    public static IMessage NewDynamic(string name) => FindDynamic(name).CreateMessage();
}
