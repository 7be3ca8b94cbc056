namespace Peregrine;

/// <summary>The one terminal event of a call, as its transport reports it.</summary>
/// <param name="Status">How the call ended.</param>
/// <param name="Trailers">The peer's metadata; null for none.</param>
/// <param name="Progress">How far the call got.</param>
public readonly record struct CallEnd(Status Status, Metadata? Trailers = null, CallProgress Progress = CallProgress.Processed);
