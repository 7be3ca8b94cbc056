namespace Peregrine.Schema;

/// <summary>One file that a plugin generated, or a piece of one.</summary>
public sealed class GeneratedFile : SchemaMessage
{
    /// <summary>The path below the output directory; null to go on with the file before.</summary>
    public string? Name { get; set; }

    /// <summary>Where in a file of another plugin the content goes; null for a file of its own.</summary>
    public string? InsertionPoint { get; set; }

    /// <summary>The content.</summary>
    public string? Content { get; set; }

    private protected override bool ReadField(WireInput input, uint tag)
    {
        switch (tag)
        {
            case 10: Name = input.ReadString(); return true;
            case 18: InsertionPoint = input.ReadString(); return true;
            case 122: Content = input.ReadString(); return true;
            default: return false;
        }
    }

    // Backwards, because the output grows towards its front.
    private protected override void WriteFields(WireOutput output)
    {
        output.WriteString(15, Content);
        output.WriteString(2, InsertionPoint);
        output.WriteString(1, Name);
    }
}
