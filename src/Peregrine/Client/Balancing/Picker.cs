namespace Peregrine.Client;

/// <summary>
/// A balancer's decision procedure for calls: immutable, called for every call from any thread. What changes is which picker is current.
/// </summary>
internal abstract class Picker
{
    public abstract PickResult Pick(in CallSettings call);
}
