namespace Peregrine.Client;

/// <summary>What a unary call's handle may do to the call, whatever its message types.</summary>
internal interface IUnaryCallControl
{
    /// <summary>The caller does not want the call <paramref name="phase"/> any more.</summary>
    void Abandon(int phase);
}
