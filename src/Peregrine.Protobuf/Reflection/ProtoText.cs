using System.Text;
using Peregrine.Protobuf.Text;
using Peregrine.Schema;

namespace Peregrine.Protobuf.Reflection;

/// <summary>Lines, blocks and comments of <c>.proto</c> text being printed. Owned by one printing.</summary>
internal sealed class ProtoText
{
    private readonly StringBuilder _text = new();
    private int _depth;
    private bool _separate;

    public static string TypeName(MessageDescriptor type) => "." + type.FullName;

    public static string TypeName(EnumDescriptor type) => "." + type.FullName;

    public static string Quote(string value)
    {
        var text = new StringBuilder();
        TextString.EncodeString(value, escapeNonAscii: false, text);
        return text.ToString();
    }

    /// <summary>Asks for an empty line before the next one, unless it begins a block.</summary>
    public ProtoText Separate()
    {
        _separate = _text.Length > 0 && !EndsWith("{\n");
        return this;
    }

    public ProtoText Line(string line, Descriptor? commented = null)
    {
        if (_separate && !EndsWith("{\n"))
            _text.Append('\n');
        _separate = false;
        _text.Append(' ', 2 * _depth).Append(line);
        string trailing = commented?.Comments.Trailing ?? "";
        _text.Append('\n');
        if (trailing.Length > 0)
            CommentLines(trailing);
        return this;
    }

    public ProtoText Begin(string head)
    {
        Line($"{head} {{");
        _depth++;
        return this;
    }

    public ProtoText End(Descriptor? commented = null)
    {
        _depth--;
        _separate = false;
        return Line("}", commented);
    }

    /// <summary>The comments that stand before a declaration.</summary>
    public ProtoText Comments(Descriptor descriptor)
    {
        DescriptorComments comments = descriptor.Comments;
        foreach (string detached in comments.LeadingDetached)
        {
            CommentLines(detached);
            _separate = true;
        }

        if (comments.Leading.Length > 0)
            CommentLines(comments.Leading);
        return this;
    }

    public override string ToString() => _text.ToString();

    private void CommentLines(string comment)
    {
        foreach (string line in comment.TrimEnd('\n').Split('\n'))
            Line(("//" + line).TrimEnd());
    }

    private bool EndsWith(string end) =>
        _text.Length >= end.Length && _text.ToString(_text.Length - end.Length, end.Length) == end;
}
