namespace Peregrine.Http2.Headers;

/// <summary>The pseudo-header fields of RFC 9113 §8.3, as a set.</summary>
[Flags]
internal enum PseudoHeaders : byte
{
    /// <summary>None.</summary>
    None = 0,
    /// <summary><c>:method</c></summary>
    Method = 1,
    /// <summary><c>:scheme</c></summary>
    Scheme = 2,
    /// <summary><c>:path</c></summary>
    Path = 4,
    /// <summary><c>:authority</c></summary>
    Authority = 8,
    /// <summary><c>:status</c></summary>
    Status = 16,
}
