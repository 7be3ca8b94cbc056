namespace Peregrine.Protobuf;

/// <summary>Something that can copy itself and everything it holds.</summary>
/// <typeparam name="T">The type of the copy.</typeparam>
public interface IDeepCloneable<out T>
{
    /// <summary>A copy that shares no mutable state with this.</summary>
    T Clone();
}
