namespace Peregrine.Protobuf;

/// <summary>A generated message whose schema leaves numbers to extensions.</summary>
/// <typeparam name="T">The message type itself.</typeparam>
public interface IExtendableMessage<T> : IMessage<T>, IReflectable
    where T : class, IExtendableMessage<T>
{
}
