using Peregrine.Schema;

namespace Peregrine.Protobuf.Dynamic;

/// <summary>Reads dynamic messages of one type, where generated types have their own parser.</summary>
internal sealed class DynamicMessageParser(MessageDescriptor descriptor) : MessageParser
{
    public override MessageDescriptor Descriptor => descriptor;

    public override IMessage CreateMessage() => new DynamicMessage(descriptor);

    internal override System.Text.Json.Serialization.JsonConverter? CreateJsonConverter(JsonFormatter formatter, JsonParser parser) => null;
}
