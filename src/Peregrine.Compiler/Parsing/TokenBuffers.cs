using System;
using System.Collections.Generic;
using Peregrine.Compiler.Syntax;

namespace Peregrine.Compiler.Parsing;

/// <summary>
/// Arrays for tokens, used again once a file is linked: they are the largest objects by far, and would each be a burden to the collector.
/// One compilation owns them, and one thread uses them.
/// </summary>
internal sealed class TokenBuffers
{
    private readonly Stack<Token[]> _free = new();

    /// <summary>An array of at least this length.</summary>
    public Token[] Rent(int length)
    {
        while (_free.Count > 0)
        {
            var buffer = _free.Pop();
            // One that is too small is let go: files of a set are of like size, so this soon ends.
            if (buffer.Length >= length)
                return buffer;
        }

        return new Token[Math.Max(length, 4096)];
    }

    public void Return(Token[] buffer) => _free.Push(buffer);
}
