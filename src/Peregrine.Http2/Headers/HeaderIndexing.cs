namespace Peregrine.Http2;

/// <summary>What the HPACK encoder may do with a field (RFC 7541 §6.2, §7.1).</summary>
public enum HeaderIndexing : byte
{
    /// <summary>Enters the dynamic table when it is worth it: for fields that come again with the same value.</summary>
    Index,
    /// <summary>The name enters the dynamic table once, values are literals: for fields like <c>grpc-timeout</c>.</summary>
    NameOnly,
    /// <summary>Literal without indexing; dynamic indices never move because of it. For values that vary.</summary>
    Literal,
    /// <summary>Never-indexed literal: no intermediary may put it into a table either. For secrets.</summary>
    Never,
}
