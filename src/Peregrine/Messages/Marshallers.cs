using System.Text;
using Peregrine.Protobuf;

namespace Peregrine;

/// <summary>The marshallers that come with the library.</summary>
public static class Marshallers
{
    /// <summary>Text as UTF-8.</summary>
    public static Marshaller<string> StringMarshaller { get; } = new(Encoding.UTF8.GetBytes, Encoding.UTF8.GetString);

    /// <summary>Bytes as they are: for proxies and for other encodings.</summary>
    public static Marshaller<byte[]> Raw { get; } = new RawMarshaller();

    /// <summary>Protocol Buffers messages; one instance a type.</summary>
    public static Marshaller<T> For<T>()
        where T : class, IMessage<T> => ProtobufMarshaller<T>.Instance;

    /// <summary>A marshaller that writes into the memory that messages are sent from, and reads from the memory that they came in.</summary>
    public static Marshaller<T> Create<T>(Action<T, SerializationContext> serializer, Func<DeserializationContext, T> deserializer) => new(serializer, deserializer);

    /// <summary>A marshaller over two functions.</summary>
    public static Marshaller<T> Create<T>(Func<T, byte[]> serializer, Func<byte[], T> deserializer) => new(serializer, deserializer);
}
