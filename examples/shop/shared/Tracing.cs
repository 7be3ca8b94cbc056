using System.Diagnostics;

namespace Shop;

/// <summary>
/// Turns tracing on. Peregrine makes a span for each call, in the trace that its caller is in, and hands the trace on to the calls made meanwhile, but only
/// where somebody listens. A real service lets OpenTelemetry listen and export (AddSource("Peregrine")); here the trace id in the log is all that is wanted.
/// </summary>
public static class Tracing
{
    /// <summary>Listens to the spans of Peregrine and, in the gateway, of ASP.NET Core. Dispose it to stop.</summary>
    public static ActivityListener Start()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Peregrine" or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
