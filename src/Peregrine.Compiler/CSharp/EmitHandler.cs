using System;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Peregrine.Compiler.CSharp;

/// <summary>What the compiler turns the template of <see cref="CodeWriter.Emit(EmitHandler)"/> into: calls that write its pieces in order.</summary>
[InterpolatedStringHandler]
internal readonly ref struct EmitHandler
{
    private readonly CodeWriter _writer;

    public EmitHandler(int literalLength, int formattedCount, CodeWriter writer)
    {
        _ = literalLength;
        _ = formattedCount;
        _writer = writer;
    }

    public void AppendLiteral(string text) => _writer.WriteTemplate(text);

    public void AppendFormatted(string? value) => _writer.WriteHole(value);

    public void AppendFormatted(int value) => _writer.WriteHole(value.ToString(CultureInfo.InvariantCulture));

    public void AppendFormatted(Action<CodeWriter> body) => _writer.WriteHole(body);
}
