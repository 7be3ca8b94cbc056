using System;
using System.Collections.Generic;
using Peregrine.Schema;

namespace Peregrine.Compiler.Parsing;

/// <summary>The names of scalar types.</summary>
internal static class ScalarTypes
{
    private static readonly Dictionary<string, FieldType> s_types = new(StringComparer.Ordinal)
    {
        ["double"] = FieldType.Double,
        ["float"] = FieldType.Float,
        ["uint64"] = FieldType.UInt64,
        ["fixed64"] = FieldType.Fixed64,
        ["fixed32"] = FieldType.Fixed32,
        ["bool"] = FieldType.Bool,
        ["string"] = FieldType.String,
        ["group"] = FieldType.Group,
        ["bytes"] = FieldType.Bytes,
        ["uint32"] = FieldType.UInt32,
        ["sfixed32"] = FieldType.SFixed32,
        ["sfixed64"] = FieldType.SFixed64,
        ["int32"] = FieldType.Int32,
        ["int64"] = FieldType.Int64,
        ["sint32"] = FieldType.SInt32,
        ["sint64"] = FieldType.SInt64,
    };

    // In the unstable edition the plain names have a fixed size, and those of varying size say so.
    private static readonly Dictionary<string, FieldType> s_unstableTypes = new(StringComparer.Ordinal)
    {
        ["int32"] = FieldType.SFixed32,
        ["int64"] = FieldType.SFixed64,
        ["uint32"] = FieldType.Fixed32,
        ["uint64"] = FieldType.Fixed64,
        ["varint32"] = FieldType.Int32,
        ["varint64"] = FieldType.Int64,
        ["uvarint32"] = FieldType.UInt32,
        ["uvarint64"] = FieldType.UInt64,
        ["zigzag32"] = FieldType.SInt32,
        ["zigzag64"] = FieldType.SInt64,
    };

    /// <summary>The type of a name; false where the name is that of a message or enum.</summary>
    public static bool TryGet(string name, Edition edition, out FieldType type) =>
        (edition == Edition.Unstable && s_unstableTypes.TryGetValue(name, out type)) || s_types.TryGetValue(name, out type);

    /// <summary>The name in the unstable edition for one that it has no more; null for others.</summary>
    public static string? ReplacementFor(string name) => name switch
    {
        "sint32" => "zigzag32",
        "sint64" => "zigzag64",
        "fixed32" => "uint32",
        "fixed64" => "uint64",
        "sfixed32" => "int32",
        "sfixed64" => "int64",
        _ => null,
    };
}
