using Peregrine.Protobuf.Reflection;
using ProtobufTestMessages.Editions;
using ProtobufTestMessages.Editions.Proto2;
using ProtobufTestMessages.Editions.Proto3;
using ProtobufTestMessages.EditionUnstable;
using ProtobufTestMessages.Proto2;
using ProtobufTestMessages.Proto3;

namespace Peregrine.Conformance;

/// <summary>The test messages of the suite, as both implementations that this project has.</summary>
public static class SuiteTypes
{
    /// <summary>As generated classes.</summary>
    public static TypeRegistry Generated { get; } = TypeRegistry.From(
        TestMessagesProto2Reflection.Types,
        TestMessagesProto3Reflection.Types,
        TestMessagesProto2EditionsReflection.Types,
        TestMessagesProto3EditionsReflection.Types,
        TestMessagesEdition2023Reflection.Types,
        TestMessagesEditionUnstableReflection.Types);

    /// <summary>As <see cref="Protobuf.DynamicMessage"/>, of the same descriptors.</summary>
    public static TypeRegistry Dynamic { get; } = TypeRegistry.From(
        TestMessagesProto2Reflection.Descriptor,
        TestMessagesProto3Reflection.Descriptor,
        TestMessagesProto2EditionsReflection.Descriptor,
        TestMessagesProto3EditionsReflection.Descriptor,
        TestMessagesEdition2023Reflection.Descriptor,
        TestMessagesEditionUnstableReflection.Descriptor);
}
