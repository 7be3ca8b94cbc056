namespace Peregrine.Bench.Comparing;

/// <summary>What a pair of server and client came to in one shape of load.</summary>
internal sealed record ComparedPair(string Server, string Client, Measurement Median);
