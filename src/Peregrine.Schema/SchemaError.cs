namespace Peregrine.Schema;

/// <summary>One violation of the rules of the language, found while linking.</summary>
public sealed class SchemaError
{
    internal SchemaError(string id, string file, string element, SchemaMessage? proto, ErrorLocation location, int locationIndex, string message, string? help, bool isWarning, ErrorPlace? reportedAt)
    {
        Id = id;
        File = file;
        Element = element;
        Proto = proto;
        Location = location;
        LocationIndex = locationIndex;
        Message = message;
        Help = help;
        IsWarning = isWarning;
        ReportedAt = reportedAt;
    }

    /// <summary>The documented identifier of the rule, <c>PG</c> and four digits.</summary>
    public string Id { get; }

    /// <summary>The import path of the file.</summary>
    public string File { get; }

    /// <summary>The full name of the element, or the import path.</summary>
    public string Element { get; }

    /// <summary>The object that the error is about.</summary>
    public SchemaMessage? Proto { get; }

    /// <summary>The part of the object that is wrong.</summary>
    public ErrorLocation Location { get; }

    /// <summary>The index within a list (an import, a reserved name); in the value of an option in braces, where in its text the wrong token begins; −1 elsewhere.</summary>
    public int LocationIndex { get; }

    /// <summary>What is wrong.</summary>
    public string Message { get; }

    /// <summary>How to mend it, when that is known.</summary>
    public string? Help { get; }

    /// <summary>True for a finding that does not make the schema invalid.</summary>
    public bool IsWarning { get; }

    /// <summary>Where the reference compiler reports the error; null where that is the wrong part itself.</summary>
    internal ErrorPlace? ReportedAt { get; }

    /// <inheritdoc />
    public override string ToString() => $"{File}: {Element}: {Message} [{Id}]";
}
