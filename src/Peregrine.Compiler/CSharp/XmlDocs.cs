using System;
using System.Collections.Generic;
using System.Linq;
using Peregrine.Schema;

namespace Peregrine.Compiler.CSharp;

/// <summary>Turns comments of a <c>.proto</c> into XML documentation.</summary>
internal static class XmlDocs
{
    /// <summary>
    /// The <c>///</c> lines for a declaration, without a line feed at the end: its leading comment, else its trailing one, else
    /// <paramref name="otherwise"/>. Empty when there is nothing to say.
    /// </summary>
    public static string Summary(DescriptorComments comments, string otherwise = "")
    {
        string text = comments.Leading.Trim().Length > 0 ? comments.Leading : comments.Trailing;
        List<List<string>> paragraphs = Paragraphs(text);
        if (paragraphs.Count == 0)
            return otherwise.Length == 0 ? "" : $"/// <summary>{otherwise}</summary>";
        if (paragraphs.Count == 1 && paragraphs[0].Count == 1)
            return $"/// <summary>{paragraphs[0][0]}</summary>";
        var lines = new List<string> { "/// <summary>" };
        foreach (List<string> paragraph in paragraphs)
        {
            bool several = paragraphs.Count > 1;
            lines.AddRange(paragraph.Select((line, i) =>
                "/// " + (several && i == 0 ? "<para>" : "") + line + (several && i == paragraph.Count - 1 ? "</para>" : "")));
        }
        lines.Add("/// </summary>");
        return string.Join("\n", lines);
    }

    private static List<List<string>> Paragraphs(string text)
    {
        var paragraphs = new List<List<string>>();
        List<string>? current = null;
        foreach (string raw in text.Split('\n'))
        {
            string line = Escape(raw.Trim());
            if (line.Length == 0)
            {
                current = null;
                continue;
            }
            if (current is null)
                paragraphs.Add(current = []);
            current.Add(line);
        }
        return paragraphs;
    }

    private static string Escape(string text) =>
        text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");
}
