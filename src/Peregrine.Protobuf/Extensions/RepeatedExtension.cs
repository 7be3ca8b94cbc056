using Peregrine.Schema;

namespace Peregrine.Protobuf;

/// <summary>An extension that holds any number of values.</summary>
/// <typeparam name="TTarget">The message it extends.</typeparam>
/// <typeparam name="TValue">The type of the values.</typeparam>
public sealed class RepeatedExtension<TTarget, TValue> : Extension
    where TTarget : class, IExtendableMessage<TTarget>
{
    /// <summary>The extension that <paramref name="descriptor"/> finds; <paramref name="createMessage"/> makes its messages when that is what it holds.</summary>
    public RepeatedExtension(Func<FieldDescriptor> descriptor, Func<IMessage>? createMessage = null)
        : base(descriptor, createMessage)
    {
    }

    internal override IRepeatedField CreateRepeated() => new RepeatedField<TValue>();
}
