using Peregrine.Schema;

namespace Peregrine.Protobuf;

/// <summary>A Protocol Buffers message, generated or dynamic.</summary>
public interface IMessage
{
    /// <summary>What the message consists of.</summary>
    MessageDescriptor Descriptor { get; }

    /// <summary>Reads fields until the reader's current message ends, on top of what is set: the last of a singular field wins, repeated fields grow.</summary>
    void MergeFrom(ref WireReader reader);

    /// <summary>Writes the fields, the last first (see <see cref="WireWriter"/>).</summary>
    void WriteTo(ref WireWriter writer);

    /// <summary>Whether all required fields are set, here and in all messages within.</summary>
    bool IsInitialized();

    /// <summary>
    /// Unsets every field. Capacity stays, nested messages included: they are used again by the next parse into this message, so who wants to keep one beyond that clones it.
    /// </summary>
    void Clear();

    /// <summary>A copy that shares no mutable state with this.</summary>
    IMessage Clone();
}
