using System.Text;

namespace Peregrine.Protobuf.Text;

/// <summary>Lines and indentation of text format being printed. Owned by one formatting call.</summary>
internal sealed class TextOutput(StringBuilder text, bool singleLine)
{
    /// <summary>How many messages are open.</summary>
    public int Depth { get; private set; }

    /// <summary>Where the current field's value is appended.</summary>
    public StringBuilder Text => text;

    public void BeginField(string name)
    {
        if (singleLine)
        {
            if (text.Length > 0)
                text.Append(' ');
        }
        else
        {
            text.Append(' ', 2 * Depth);
        }

        text.Append(name);
    }

    public void EndField()
    {
        if (!singleLine)
            text.Append('\n');
    }

    public void BeginMessage()
    {
        text.Append(" {");
        EndField();
        Depth++;
    }

    public void EndMessage()
    {
        Depth--;
        BeginField("}");
        EndField();
    }
}
