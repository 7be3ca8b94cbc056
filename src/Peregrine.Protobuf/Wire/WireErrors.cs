using System.Diagnostics.CodeAnalysis;
using System.Text.Unicode;

namespace Peregrine.Protobuf.Wire;

/// <summary>Every complaint about binary input, in one place, out of the way of the code that finds it.</summary>
internal static class WireErrors
{
    [DoesNotReturn]
    public static void ThrowTruncated(int offset) =>
        throw new InvalidProtocolBufferException($"the message ends within a field, at byte {offset}", offset);

    [DoesNotReturn]
    public static void ThrowLength(ulong length, int available, int offset) =>
        throw new InvalidProtocolBufferException($"a field at byte {offset} says it has {length} bytes where {available} are left", offset);

    [DoesNotReturn]
    public static void ThrowLongVarint(int offset) =>
        throw new InvalidProtocolBufferException($"the varint at byte {offset} has more than {Varint.MaxBytes} bytes", offset);

    [DoesNotReturn]
    public static void ThrowBadTag(ulong tag, int offset) =>
        throw new InvalidProtocolBufferException(
            tag >> 3 == 0 ? $"the tag at byte {offset} has field number 0" : $"the tag at byte {offset} (0x{tag:x}) is not valid", offset);

    [DoesNotReturn]
    public static void ThrowStrayEndGroup(int offset) =>
        throw new InvalidProtocolBufferException($"the tag at byte {offset} ends a group that was not begun", offset);

    [DoesNotReturn]
    public static void ThrowUnendedGroup(int number, int offset) =>
        throw new InvalidProtocolBufferException($"the group of field {number} is not ended where it should be, at byte {offset}", offset);

    [DoesNotReturn]
    public static void ThrowTooDeep(int limit, int offset) =>
        throw new InvalidProtocolBufferException($"messages nest deeper than RecursionLimit ({limit}), at byte {offset}", offset);

    [DoesNotReturn]
    public static void ThrowPackedRemainder(int length, int size, int offset) =>
        throw new InvalidProtocolBufferException($"the packed field at byte {offset} has {length} bytes, which is no multiple of {size}", offset);

    [DoesNotReturn]
    public static void ThrowInvalidUtf8(ReadOnlySpan<byte> bytes, int offset)
    {
        // The caller found it invalid; say where.
        Utf8.ToUtf16(bytes, new char[bytes.Length], out int valid, out _, replaceInvalidSequences: false);
        throw new InvalidProtocolBufferException($"a string is not valid UTF-8, at byte {offset + valid}", offset);
    }

    public static InvalidProtocolBufferException TooLarge(int length, int limit) =>
        new($"message of {length} bytes exceeds MaxMessageBytes ({limit})", 0);

    [DoesNotReturn]
    public static void ThrowInvalidUtf16() =>
        throw new InvalidProtocolBufferException("a string has a surrogate without its pair and cannot be written as UTF-8");
}
