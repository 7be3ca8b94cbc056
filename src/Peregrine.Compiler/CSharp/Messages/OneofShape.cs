using Peregrine.Schema;

namespace Peregrine.Compiler.CSharp;

/// <summary>
/// The names and the storage of a oneof: which member is set, and one slot each for what members hold by reference, as a number, and as bytes.
/// </summary>
internal sealed class OneofShape
{
    public OneofShape(OneofDescriptor oneof, MessageContext context)
    {
        Oneof = oneof;
        Stem = context.Names[oneof];
        string backing = MemberNames.Backing(Stem);
        CaseType = Stem + "OneofCase";
        Case = backing + "Case";
        Reference = backing + "Object";
        Bits = backing + "Bits";
        Bytes = backing + "Bytes";
        foreach (FieldDescriptor field in oneof.Fields)
        {
            if (context.Names[field] == "None")
                NoneName = "None_";
        }
    }

    public OneofDescriptor Oneof { get; }

    public string Stem { get; }

    public string CaseType { get; }

    public string Case { get; }

    public string Reference { get; }

    public string Bits { get; }

    public string Bytes { get; }

    public string None => CaseType + "." + NoneName;

    /// <summary>The name of the case of no member, out of the way of a member of that name.</summary>
    public string NoneName { get; } = "None";
}
