namespace Peregrine.Interop.Misbehaving;

/// <summary>How a misbehaving server ends a call.</summary>
internal enum NegativeEnding
{
    /// <summary>As it should: with trailers, status OK.</summary>
    Trailers,

    /// <summary>With trailers, and GOAWAY behind them that names the call as the last.</summary>
    GoAway,

    /// <summary>With RST_STREAM, NO_ERROR, after the response headers.</summary>
    ResetAfterHeaders,

    /// <summary>The same after half of the response.</summary>
    ResetAfterHalf,

    /// <summary>The same after the whole response, in place of trailers.</summary>
    ResetAfterAll,
}
