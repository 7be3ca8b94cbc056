namespace Peregrine.Schema;

/// <summary>What a released file is kept as. Immutable.</summary>
/// <param name="bytes">The whole FileDescriptorProto, source info included.</param>
/// <param name="pool">Where the types are that it names.</param>
/// <param name="hasSourceInfo">True when the bytes have locations and comments.</param>
/// <param name="mayHaveSourceOptions">True when options in it may be meant for the compiler only.</param>
internal sealed class EncodedFile(byte[] bytes, DescriptorPool pool, bool hasSourceInfo, bool mayHaveSourceOptions)
{
    public byte[] Bytes { get; } = bytes;

    public DescriptorPool Pool { get; } = pool;

    public bool HasSourceInfo { get; } = hasSourceInfo;

    public bool MayHaveSourceOptions { get; } = mayHaveSourceOptions;

    public FileDescriptorProto Parse() => FileDescriptorProto.ParseOwnOutput(Bytes);
}
