namespace Peregrine.Calls;

/// <summary>What all four kinds of call show alike, of one that is watched.</summary>
internal sealed record CallFace(Func<Task<Metadata>> HeadersAsync, Func<Status> GetStatus, Func<Metadata> GetTrailers, Action Dispose);
