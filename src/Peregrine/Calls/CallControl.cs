namespace Peregrine.Calls;

/// <summary>What all four kinds of call share behind their public face: headers, status, trailers and the wish to end.</summary>
internal abstract class CallControl
{
    public abstract Task<Metadata> ResponseHeadersAsync { get; }

    /// <summary>Whether the response message read last came compressed.</summary>
    public virtual bool IsResponseMessageCompressed => false;

    public abstract Status GetStatus();

    public abstract Metadata GetTrailers();

    public abstract void Dispose();
}
