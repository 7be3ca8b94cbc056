using System.Runtime.InteropServices;

namespace Peregrine.Http2.Transport;

/// <summary>struct iovec: one piece of pinned memory.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct IoVector(nint address, nint length)
{
    public readonly nint Address = address;
    public readonly nint Length = length;
}
