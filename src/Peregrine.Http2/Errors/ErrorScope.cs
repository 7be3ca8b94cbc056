namespace Peregrine.Http2;

/// <summary>How far an error reaches (RFC 9113 §5.4).</summary>
public enum ErrorScope
{
    /// <summary>No error.</summary>
    None,
    /// <summary>One stream ends; the connection goes on.</summary>
    Stream,
    /// <summary>The whole connection ends.</summary>
    Connection,
}
