using Peregrine.Protobuf.Reflection;

namespace Peregrine.Protobuf;

/// <summary>How a <see cref="JsonFormatter"/> writes messages.</summary>
public sealed class JsonFormatterOptions
{
    /// <summary>Whether the text is spread over lines and indented by two spaces. Default: one line without spaces.</summary>
    public bool Indented { get; init; }

    /// <summary>
    /// Whether fields without presence are written when they have their default value, empty lists and maps included. Default: they are left out.
    /// Fields with presence are written when they are set, whatever this says.
    /// </summary>
    public bool WriteDefaultValues { get; init; }

    /// <summary>Whether names are the ones of the <c>.proto</c> (<c>user_id</c>). Default: lower camel case (<c>userId</c>), or the field's <c>json_name</c>.</summary>
    public bool PreserveProtoFieldNames { get; init; }

    /// <summary>Whether enum values are written as numbers. Default: by name, unless the number has none.</summary>
    public bool WriteEnumsAsNumbers { get; init; }

    /// <summary>Where the types of <c>Any</c> values are found. Default: the well-known types only.</summary>
    public TypeRegistry TypeRegistry
    {
        // Asked for late: most messages hold no Any, and the well-known types need not be set up for them.
        get => field ?? TypeRegistry.WellKnown;
        init;
    }
}
