using System.Runtime.InteropServices;

namespace Peregrine.Http2.Transport;

/// <summary>
/// An array of struct epoll_event. The kernel packs it to 12 bytes on x86 and aligns it to 16 elsewhere (include/uapi/linux/eventpoll.h),
/// so its layout is a matter of the running processor.
/// </summary>
internal sealed class EpollEvents(int capacity)
{
    private static readonly bool s_packed = RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86;
    private static readonly int s_size = s_packed ? 12 : 16;
    private static readonly int s_data = s_packed ? 4 : 8;

    private readonly byte[] _bytes = GC.AllocateArray<byte>(capacity * s_size, pinned: true);

    public int Capacity => capacity;

    public ref byte First => ref _bytes[0];

    public uint Events(int index) => MemoryMarshal.Read<uint>(_bytes.AsSpan(index * s_size));

    public int Descriptor(int index) => MemoryMarshal.Read<int>(_bytes.AsSpan((index * s_size) + s_data));

    public void Set(int index, uint events, int descriptor)
    {
        MemoryMarshal.Write(_bytes.AsSpan(index * s_size), events);
        MemoryMarshal.Write(_bytes.AsSpan((index * s_size) + s_data), (long)descriptor);
    }
}
