using System.Runtime.CompilerServices;

namespace Peregrine.Protobuf.Wire;

/// <summary>The kinds of fields that are varints.</summary>
internal static class VarintCodecs
{
    public readonly struct Int32 : IVarintCodec<int>
    {
        public static bool IsPlain32 => true;

        public static int Decode(ulong varint) => (int)varint;

        public static ulong Encode(int value) => (ulong)value;
    }

    public readonly struct Int64 : IVarintCodec<long>
    {
        public static long Decode(ulong varint) => (long)varint;

        public static ulong Encode(long value) => (ulong)value;
    }

    public readonly struct UInt32 : IVarintCodec<uint>
    {
        public static bool IsPlain32 => true;

        public static uint Decode(ulong varint) => (uint)varint;

        public static ulong Encode(uint value) => value;
    }

    public readonly struct UInt64 : IVarintCodec<ulong>
    {
        public static ulong Decode(ulong varint) => varint;

        public static ulong Encode(ulong value) => value;
    }

    public readonly struct SInt32 : IVarintCodec<int>
    {
        public static int Decode(ulong varint) => Varint.UnZigZag((uint)varint);

        public static ulong Encode(int value) => Varint.ZigZag(value);
    }

    public readonly struct SInt64 : IVarintCodec<long>
    {
        public static long Decode(ulong varint) => Varint.UnZigZag(varint);

        public static ulong Encode(long value) => Varint.ZigZag(value);
    }

    public readonly struct Bool : IVarintCodec<bool>
    {
        public static bool Decode(ulong varint) => varint != 0;

        public static ulong Encode(bool value) => value ? 1u : 0u;
    }

    public readonly struct Enum<T> : IVarintCodec<T>
        where T : struct, System.Enum
    {
        public static bool IsPlain32 => true;

        public static T Decode(ulong varint) => Unsafe.BitCast<int, T>((int)varint);

        public static ulong Encode(T value) => (ulong)Unsafe.BitCast<T, int>(value);
    }
}
