namespace Peregrine.Http2;

/// <summary>How and why the bytes of a connection ended: a value, made once by the transport and handed up unchanged.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Message">The same in words, naming the addresses where they are known.</param>
/// <param name="Cause">The exception of the operating system or of TLS behind it, when there was one.</param>
public sealed record TransportError(TransportErrorKind Kind, string Message, Exception? Cause = null)
{
    /// <inheritdoc />
    public override string ToString() => $"{Kind}: {Message}";
}
