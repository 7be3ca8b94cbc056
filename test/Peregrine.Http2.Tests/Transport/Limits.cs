namespace Peregrine.Http2.Tests.Transport;

internal static class Limits
{
    /// <summary>No step of a transport test takes this long; what does has failed.</summary>
    public static readonly TimeSpan Test = TimeSpan.FromMinutes(2);
}
