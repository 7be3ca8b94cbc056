namespace Peregrine.Http2.Headers;

/// <summary>What a header block is, which decides what may be in it.</summary>
internal enum HeaderBlockKind : byte
{
    /// <summary>A request's header section.</summary>
    Request,
    /// <summary>A response's header section, final or 1xx.</summary>
    Response,
    /// <summary>The trailer section of either.</summary>
    Trailers,
}
