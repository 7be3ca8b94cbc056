namespace Peregrine.Http2.Hpack;

/// <summary>What a dynamic table was at a time, as far as indices go.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Inserted">The entries inserted until then.</param>
internal readonly record struct TableMoment(long Version, long Inserted);
