using System.Globalization;

namespace Peregrine.Schema;

/// <summary>The editions by the names that files use.</summary>
internal static class Editions
{
    public const Edition Latest = Edition.Edition2024;

    public const string LatestName = "2024";

    public const string KnownList = "\"2023\" and \"2024\"";

    public static bool TryParse(string text, out Edition edition)
    {
        edition = text switch
        {
            "2023" => Edition.Edition2023,
            "2024" => Edition.Edition2024,
            "2026" => Edition.Edition2026,
            "UNSTABLE" => Edition.Unstable,
            "99997_TEST_ONLY" => Edition.Edition99997TestOnly,
            "99998_TEST_ONLY" => Edition.Edition99998TestOnly,
            "99999_TEST_ONLY" => Edition.Edition99999TestOnly,
            "MAX" => Edition.Max,
            "LEGACY" => Edition.Legacy,
            "1_TEST_ONLY" => Edition.Edition1TestOnly,
            "2_TEST_ONLY" => Edition.Edition2TestOnly,
            _ => Edition.Unknown,
        };
        return edition != Edition.Unknown;
    }

    public static string NameOf(Edition edition) => edition switch
    {
        Edition.Proto2 => "proto2",
        Edition.Proto3 => "proto3",
        Edition.Edition2023 => "2023",
        Edition.Edition2024 => "2024",
        Edition.Edition2026 => "2026",
        _ => ((int)edition).ToString(CultureInfo.InvariantCulture),
    };
}
