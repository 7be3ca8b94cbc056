namespace Peregrine.Schema;

/// <summary>If set to RETENTION_SOURCE, the option will be omitted from the binary.</summary>
public enum OptionRetention
{
    /// <summary><c>RETENTION_UNKNOWN</c>.</summary>
    Unknown = 0,

    /// <summary><c>RETENTION_RUNTIME</c>.</summary>
    Runtime = 1,

    /// <summary><c>RETENTION_SOURCE</c>.</summary>
    Source = 2,
}
