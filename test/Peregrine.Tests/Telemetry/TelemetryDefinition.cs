namespace Peregrine.Tests.Telemetry;

/// <summary>Who listens to spans and measurements hears the whole process, and is heard by it: calls carry trace headers as long as somebody listens. Nothing runs beside these.</summary>
[CollectionDefinition("telemetry", DisableParallelization = true)]
public static class TelemetryDefinition;
