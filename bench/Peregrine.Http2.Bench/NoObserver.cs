namespace Peregrine.Http2.Bench;

/// <summary>A client's connection whose events nobody wants.</summary>
internal sealed class NoObserver : Http2ConnectionObserver;
