using Peregrine.Schema;

namespace Peregrine.Protobuf;

/// <summary>A generated message, for generic code that needs no reflection: the static members lead to its parser and descriptor.</summary>
/// <typeparam name="T">The message type itself.</typeparam>
public interface IMessage<T> : IMessage, IEquatable<T>, IDeepCloneable<T>
    where T : class, IMessage<T>
{
    /// <summary>Reads messages of this type.</summary>
    static abstract MessageParser<T> Parser { get; }

    /// <summary>What messages of this type consist of.</summary>
    static abstract new MessageDescriptor Descriptor { get; }

    /// <summary>Copies the fields that are set in <paramref name="other"/> on top of this, as if its bytes were read.</summary>
    void MergeFrom(T other);

    /// <summary>A copy that shares no mutable state with this.</summary>
    new T Clone();
}
