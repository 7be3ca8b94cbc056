using Peregrine.Protobuf.Reflection;

namespace Peregrine.Protobuf;

/// <summary>How a <see cref="TextFormatter"/> prints messages.</summary>
public sealed class TextFormatterOptions
{
    /// <summary>Whether everything stands on one line. Default: a line for each field, indented by two spaces.</summary>
    public bool SingleLine { get; init; }

    /// <summary>Whether unknown fields are printed, by number. Such text cannot be parsed again. Default: they are left out.</summary>
    public bool PrintUnknownFields { get; init; }

    /// <summary>Whether a field that is marked <c>debug_redact</c> is printed as <c>[REDACTED]</c>. Default: its value is printed.</summary>
    public bool Redact { get; init; }

    /// <summary>Whether an <c>Any</c> of a type that <see cref="TypeRegistry"/> has is printed as <c>[type.googleapis.com/pkg.Type] { … }</c>; deeper than
    /// 100 messages, where no parser would follow, it is printed as the URL and the bytes that it holds. Default: yes.</summary>
    public bool ExpandAny { get; init; } = true;

    /// <summary>Whether characters beyond ASCII in strings are printed as escapes. Default: as they are.</summary>
    public bool EscapeNonAscii { get; init; }

    /// <summary>Where the types of <c>Any</c> values are found. Default: the well-known types only.</summary>
    public TypeRegistry TypeRegistry
    {
        // Asked for late: most messages hold no Any, and the well-known types need not be set up for them.
        get => field ?? TypeRegistry.WellKnown;
        init;
    }
}
