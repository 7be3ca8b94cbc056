using System.Diagnostics.CodeAnalysis;

namespace Peregrine.Http2.Frames;

/// <summary>The flags of RFC 9113 §6; which of them count depends on the frame's type.</summary>
[Flags]
internal enum FrameFlags : byte
{
    /// <summary>None.</summary>
    None = 0,
    /// <summary>DATA, HEADERS: the sender's last frame on the stream.</summary>
    EndStream = 0x1,
    /// <summary>SETTINGS, PING: an acknowledgement.</summary>
    [SuppressMessage("Design", "CA1069", Justification = "RFC 9113 gives one bit two meanings, by frame type.")]
    Ack = 0x1,
    /// <summary>HEADERS, PUSH_PROMISE, CONTINUATION: the header block ends here.</summary>
    EndHeaders = 0x4,
    /// <summary>DATA, HEADERS, PUSH_PROMISE: a pad length and padding are present.</summary>
    Padded = 0x8,
    /// <summary>HEADERS: priority fields are present.</summary>
    Priority = 0x20,
}
