namespace Peregrine.Protobuf;

/// <summary>A repeated field of texts or messages whose elements can be gone over without a call for each.</summary>
internal interface IReferenceList
{
    /// <summary>The elements in place. Valid until the next change of their number.</summary>
    ReadOnlySpan<object> References { get; }
}
