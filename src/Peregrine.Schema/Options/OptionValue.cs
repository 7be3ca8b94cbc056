namespace Peregrine.Schema;

/// <summary>One value of a field: a number's bits as they go on the wire, bytes, or a message.</summary>
internal readonly record struct OptionValue(ulong Bits, byte[]? Bytes, OptionMessage? Message)
{
    public static OptionValue Of(ulong bits) => new(bits, null, null);

    public static OptionValue Of(byte[] bytes) => new(0, bytes, null);

    public static OptionValue Of(OptionMessage message) => new(0, null, message);
}
