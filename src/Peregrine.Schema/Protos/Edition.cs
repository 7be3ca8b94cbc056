namespace Peregrine.Schema;

/// <summary>The full set of known editions.</summary>
public enum Edition
{
    /// <summary>A placeholder for an unknown edition value.</summary>
    Unknown = 0,

    /// <summary>A placeholder edition for specifying default behaviors *before* a feature was first introduced.</summary>
    Legacy = 900,

    /// <summary>Legacy syntax "editions".</summary>
    Proto2 = 998,

    /// <summary><c>EDITION_PROTO3</c>.</summary>
    Proto3 = 999,

    /// <summary>Editions that have been released.</summary>
    Edition2023 = 1000,

    /// <summary><c>EDITION_2024</c>.</summary>
    Edition2024 = 1001,

    /// <summary><c>EDITION_2026</c>.</summary>
    Edition2026 = 1002,

    /// <summary>A placeholder edition for developing and testing unscheduled features.</summary>
    Unstable = 9999,

    /// <summary>Placeholder editions for testing feature resolution.</summary>
    Edition1TestOnly = 1,

    /// <summary><c>EDITION_2_TEST_ONLY</c>.</summary>
    Edition2TestOnly = 2,

    /// <summary><c>EDITION_99997_TEST_ONLY</c>.</summary>
    Edition99997TestOnly = 99997,

    /// <summary><c>EDITION_99998_TEST_ONLY</c>.</summary>
    Edition99998TestOnly = 99998,

    /// <summary><c>EDITION_99999_TEST_ONLY</c>.</summary>
    Edition99999TestOnly = 99999,

    /// <summary>Placeholder for specifying unbounded edition support.</summary>
    Max = 2147483647,
}
