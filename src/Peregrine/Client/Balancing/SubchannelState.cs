namespace Peregrine.Client;

/// <summary>The state of one subchannel, with the failure that led to it.</summary>
/// <param name="State">One of the five.</param>
/// <param name="Failure">Why, in <see cref="ConnectivityState.TransientFailure"/>; OK else.</param>
internal readonly record struct SubchannelState(ConnectivityState State, Status Failure = default);
