namespace Peregrine.Http2.Tests.Connection;

/// <summary>A fact that needs nghttp2's client, skipped with the reason where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NghttpFactAttribute : FactAttribute
{
    public NghttpFactAttribute()
    {
        if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "nghttp"))))
        {
            Skip = "nghttp (Debian: nghttp2-client) is not installed";
        }
    }
}
