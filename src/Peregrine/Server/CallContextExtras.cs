namespace Peregrine.Server;

/// <summary>What few handlers ask of their context, so that the others' calls do not pay for it.</summary>
internal sealed class CallContextExtras
{
    public Metadata? Trailers { get; set; }

    public Status Status { get; set; }

    public WriteOptions? WriteOptions { get; set; }

    public Dictionary<object, object>? UserState { get; set; }
}
