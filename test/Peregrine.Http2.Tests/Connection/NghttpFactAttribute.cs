namespace Peregrine.Http2.Tests.Connection;

/// <summary>A fact that needs nghttp2's client, skipped with the reason where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NghttpFactAttribute : FactAttribute
{
    public NghttpFactAttribute()
    {
        // Where CI installs the peers, a missing one is a failure.
        if (Environment.GetEnvironmentVariable("PEREGRINE_REQUIRE_PEERS") == "1")
            return;
        if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "nghttp"))))
        {
            Skip = "nghttp (Debian: nghttp2-client) is not installed";
        }
    }
}
