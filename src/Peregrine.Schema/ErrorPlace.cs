namespace Peregrine.Schema;

/// <summary>A part of an object: where the reference compiler reports an error, when that is not the wrong part itself.</summary>
internal readonly record struct ErrorPlace(SchemaMessage Proto, ErrorLocation Location);
