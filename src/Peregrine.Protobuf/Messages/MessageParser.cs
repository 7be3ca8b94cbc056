using System.Buffers;
using Peregrine.Schema;

namespace Peregrine.Protobuf;

/// <summary>Reads messages of one type that is known at run time only, as a registry needs it. Thread-safe.</summary>
public abstract class MessageParser
{
    private protected MessageParser()
    {
    }

    /// <summary>What the messages consist of.</summary>
    public abstract MessageDescriptor Descriptor { get; }

    /// <summary>A new, empty message.</summary>
    public abstract IMessage CreateMessage();

    /// <summary>Reads a message.</summary>
    /// <exception cref="InvalidProtocolBufferException">The bytes are no such message.</exception>
    public IMessage ParseMessage(ReadOnlySpan<byte> data, ParseOptions? options = null)
    {
        IMessage message = CreateMessage();
        MessageDecoding.Parse(message, data, options ?? ParseOptions.Default);
        return message;
    }

    /// <summary>What <c>System.Text.Json</c> converts these messages by; null for those that have no type of their own.</summary>
    internal abstract System.Text.Json.Serialization.JsonConverter? CreateJsonConverter(JsonFormatter formatter, JsonParser parser);
}
