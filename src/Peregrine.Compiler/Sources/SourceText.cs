using System;
using System.Text;

namespace Peregrine.Compiler;

/// <summary>The text of one .proto file, as UTF-8.</summary>
public sealed class SourceText
{
    /// <summary>Creates the text from its bytes, which are not copied and must not change.</summary>
    public SourceText(string path, byte[] utf8)
    {
        Path = path ?? throw new ArgumentNullException(nameof(path));
        Utf8 = utf8 ?? throw new ArgumentNullException(nameof(utf8));
    }

    /// <summary>Creates the text from a string.</summary>
    public SourceText(string path, string text)
        : this(path, Encoding.UTF8.GetBytes(text ?? throw new ArgumentNullException(nameof(text))))
    {
    }

    /// <summary>Where the text is, for people: a file path, or the import path when it is no file.</summary>
    public string Path { get; }

    /// <summary>The bytes. Not to be changed.</summary>
    public byte[] Utf8 { get; }
}
