namespace Peregrine.Tests.Telemetry;

/// <summary>One time series as the SDK exported it.</summary>
internal sealed record CollectedPoint(
    string Name, string Unit, string Kind, IReadOnlyDictionary<string, string> Labels, long Count, double Sum, IReadOnlyList<double> Bounds);
