using System.Collections.Generic;

namespace Peregrine.Schema;

/// <summary>The message <c>google.protobuf.SourceCodeInfo.Location</c>.</summary>
public sealed class SourceLocation : SchemaMessage
{
    private List<int>? _path;
    private List<int>? _span;
    private List<string>? _leadingDetachedComments;

    /// <summary>Identifies which part of the FileDescriptorProto was defined at this location.</summary>
    public List<int> Path => _path ??= [];

    /// <summary>Always has exactly three or four elements: start line, start column, end line (optional, otherwise assumed same as start line), end column.</summary>
    public List<int> Span => _span ??= [];

    /// <summary>
    /// If this SourceCodeInfo represents a complete declaration, these are any comments appearing before and after the declaration which appear to be
    /// attached to the declaration.
    /// </summary>
    public string? LeadingComments { get; set; }

    /// <summary>The field <c>trailing_comments</c> of <c>google.protobuf.SourceCodeInfo.Location</c>.</summary>
    public string? TrailingComments { get; set; }

    /// <summary>The field <c>leading_detached_comments</c> of <c>google.protobuf.SourceCodeInfo.Location</c>.</summary>
    public List<string> LeadingDetachedComments => _leadingDetachedComments ??= [];

    /// <summary>Reads one message; throws <see cref="SchemaFormatException"/> when the bytes are no valid encoding.</summary>
    public static SourceLocation Parse(byte[] bytes) => Parse(new SourceLocation(), bytes);

    private protected override bool ReadField(WireInput input, uint tag)
    {
        switch (tag)
        {
            case 8: Path.Add(input.ReadInt32()); return true;
            case 10: input.ReadPackedInt32(Path.Add); return true;
            case 16: Span.Add(input.ReadInt32()); return true;
            case 18: input.ReadPackedInt32(Span.Add); return true;
            case 26: LeadingComments = input.ReadString(); return true;
            case 34: TrailingComments = input.ReadString(); return true;
            case 50: LeadingDetachedComments.Add(input.ReadString()); return true;
            default: return false;
        }
    }

    // Backwards, because the output grows towards its front.
    private protected override void WriteFields(WireOutput output)
    {
        output.WriteStrings(6, _leadingDetachedComments);
        output.WriteString(4, TrailingComments);
        output.WriteString(3, LeadingComments);
        output.WritePackedInt32s(2, _span);
        output.WritePackedInt32s(1, _path);
    }
}
