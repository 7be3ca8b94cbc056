namespace Peregrine.Http2;

/// <summary>Which end of the connection this is.</summary>
public enum Role
{
    /// <summary>Opened the connection; its streams have odd ids.</summary>
    Client,
    /// <summary>Accepted the connection; streams it pushes have even ids.</summary>
    Server,
}
