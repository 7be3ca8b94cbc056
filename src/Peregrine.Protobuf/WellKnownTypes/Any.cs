using System.Diagnostics.CodeAnalysis;
using Peregrine.Protobuf.Reflection;
using Peregrine.Schema;

namespace Peregrine.Protobuf.WellKnownTypes;

/// <content>Packing and unpacking.</content>
public partial class Any
{
    private const string DefaultPrefix = "type.googleapis.com";

    /// <summary>The full name of the content's type: what follows the last slash of <see cref="TypeUrl"/>.</summary>
    public string TypeName => TypeUrl[(TypeUrl.LastIndexOf('/') + 1)..];

    /// <summary>Wraps a message, of which a copy is taken. The type's URL is <paramref name="typeUrlPrefix"/>, a slash, and its full name.</summary>
    public static Any Pack(IMessage message, string typeUrlPrefix = DefaultPrefix)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(typeUrlPrefix);
        string separator = typeUrlPrefix.EndsWith('/') ? "" : "/";
        return new Any { TypeUrl = $"{typeUrlPrefix}{separator}{message.Descriptor.FullName}", Value = message.ToByteString() };
    }

    /// <summary>Whether the content is a <typeparamref name="T"/>.</summary>
    public bool Is<T>()
        where T : class, IMessage<T> => Is(T.Descriptor);

    /// <summary>Whether the content is of the type that <paramref name="descriptor"/> describes.</summary>
    public bool Is(MessageDescriptor descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        // A URL needs a slash, so a bare type name names nothing.
        return TypeUrl.Contains('/') && TypeName == descriptor.FullName;
    }

    /// <summary>The content as a <typeparamref name="T"/>.</summary>
    /// <exception cref="InvalidProtocolBufferException">The content is of another type, or malformed.</exception>
    public T Unpack<T>()
        where T : class, IMessage<T> =>
        TryUnpack(out T? message) ? message : throw new InvalidProtocolBufferException($"the Any holds '{TypeUrl}', not {T.Descriptor.FullName}");

    /// <summary>The content, if it is a <typeparamref name="T"/>.</summary>
    /// <exception cref="InvalidProtocolBufferException">The content is a <typeparamref name="T"/> but malformed.</exception>
    public bool TryUnpack<T>([NotNullWhen(true)] out T? message)
        where T : class, IMessage<T>
    {
        message = Is<T>() ? T.Parser.ParseFrom(Value) : null;
        return message is not null;
    }

    /// <summary>The content as a message of the type that <paramref name="registry"/> has under its name; null when the registry has none.</summary>
    /// <exception cref="InvalidProtocolBufferException">The content is malformed.</exception>
    public IMessage? Unpack(TypeRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        return registry.TryFindByUrl(TypeUrl, out MessageParser? type) ? registry.Parse(type, Value.Span) : null;
    }
}
