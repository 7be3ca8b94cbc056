namespace Peregrine.Testing;

/// <summary>Which way bytes go over a <see cref="FaultyLink"/>.</summary>
public enum LinkDirection
{
    /// <summary>What the client sends.</summary>
    ToServer,

    /// <summary>What the server sends.</summary>
    ToClient,
}
