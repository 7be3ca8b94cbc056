namespace Peregrine.Protobuf.Wire;

/// <summary>Between the values of one kind of field and varints. Implemented by empty structs, so that the loops are compiled for each kind.</summary>
/// <typeparam name="T">The type of the values.</typeparam>
internal interface IVarintCodec<T>
{
    /// <summary>Whether a value is four bytes that, read as an unsigned number, are the varint while it is below 2^31.</summary>
    static virtual bool IsPlain32 => false;

    /// <summary>The value of a varint.</summary>
    static abstract T Decode(ulong varint);

    /// <summary>The varint of a value.</summary>
    static abstract ulong Encode(T value);
}
