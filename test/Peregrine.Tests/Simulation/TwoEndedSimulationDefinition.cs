namespace Peregrine.Tests.Simulation;

/// <summary>Nothing runs beside the simulation: it watches the process for exceptions that nobody observed, and the server's instruments.</summary>
[CollectionDefinition(nameof(TwoEndedSimulationTests), DisableParallelization = true)]
public sealed class TwoEndedSimulationDefinition;
