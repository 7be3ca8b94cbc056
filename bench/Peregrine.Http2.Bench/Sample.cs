namespace Peregrine.Http2.Bench;

/// <summary>One measurement, per exchange.</summary>
/// <param name="Server">Nanoseconds of the server's side.</param>
/// <param name="Client">Nanoseconds of the client's side.</param>
/// <param name="Allocated">Bytes allocated by both.</param>
internal readonly record struct Sample(double Server, double Client, double Allocated);
