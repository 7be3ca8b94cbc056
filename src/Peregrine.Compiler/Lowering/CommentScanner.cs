using System.Collections.Generic;

namespace Peregrine.Compiler.Lowering;

/// <summary>
/// Sorts the comments between two tokens into those that belong to the declaration before, those that stand alone and the one that belongs
/// to the declaration after, by the reference implementation's rules.
/// </summary>
internal sealed class CommentScanner(byte[] text)
{
    // The comment being collected.
    private readonly List<byte> _buffer = [];
    private bool _hasComment;
    private bool _isLineComment;

    private bool _canAttachToPrevious;
    private int _count;
    private int _position;
    private int _end;

    /// <summary>The comment of the declaration before; null when there is none.</summary>
    public byte[]? Trailing { get; private set; }

    /// <summary>The comments that belong to no declaration; null when there are none. The caller may keep the list.</summary>
    public List<byte[]>? Detached { get; private set; }

    /// <summary>The comment of the declaration after; null when there is none.</summary>
    public byte[]? Leading { get; private set; }

    /// <summary>Reads the gap between a declaration's last token and the next token.</summary>
    /// <param name="start">End of the token before.</param>
    /// <param name="end">Start of the token after.</param>
    /// <param name="isFileStart">True before the first token.</param>
    /// <param name="closesScope">True when the token after is a closing bracket or the end of the file.</param>
    public void Scan(int start, int end, bool isFileStart, bool closesScope)
    {
        Reset(start, end, isFileStart);
        var nextTokenIsOnSameLine = false;
        if (!isFileStart && !ScanSameLine(out nextTokenIsOnSameLine))
            return;
        ScanLines(closesScope);
        if (nextTokenIsOnSameLine)
            DetachAmbiguousTrailing();
        if (_hasComment)
            Leading = _buffer.ToArray();
    }

    private void Reset(int start, int end, bool isFileStart)
    {
        _position = start;
        _end = end;
        _buffer.Clear();
        _hasComment = false;
        _canAttachToPrevious = !isFileStart;
        _count = 0;
        Trailing = null;
        Leading = null;
        Detached = null;
    }

    // A comment on the line of the token before belongs to that token's declaration. False when the next token is on the same line.
    private bool ScanSameLine(out bool nextTokenIsOnSameLine)
    {
        nextTokenIsOnSameLine = false;
        SkipBlanks();
        if (AtLineComment)
        {
            ReadLineComment();
            Flush();
        }
        else if (AtBlockComment)
        {
            ReadBlockComment();
            SkipBlanks();
            Flush();
            // `x; /* c */ y`: the comment may as well be y's.
            nextTokenIsOnSameLine = _position >= _end;
        }
        else if (!TryConsumeNewline())
        {
            return false;
        }

        return true;
    }

    private void ScanLines(bool closesScope)
    {
        while (true)
        {
            SkipBlanks();
            if (AtLineComment)
            {
                ReadLineComment();
            }
            else if (AtBlockComment)
            {
                ReadBlockComment();
                SkipBlanks();
                TryConsumeNewline();
            }
            else if (TryConsumeNewline())
            {
                // An empty line.
                Flush();
                _canAttachToPrevious = false;
            }
            else
            {
                if (closesScope)
                    Flush();
                return;
            }
        }
    }

    private void DetachAmbiguousTrailing()
    {
        if (_count + (_hasComment ? 1 : 0) != 1 || Trailing is null)
            return;
        (Detached ??= []).Insert(0, Trailing);
        Trailing = null;
    }

    private void Flush()
    {
        if (!_hasComment)
            return;
        if (_canAttachToPrevious)
        {
            Trailing = _buffer.ToArray();
            _canAttachToPrevious = false;
        }
        else
        {
            (Detached ??= []).Add(_buffer.ToArray());
        }

        _buffer.Clear();
        _hasComment = false;
        _count++;
    }

    private bool AtLineComment => _position + 1 < _end && text[_position] == '/' && text[_position + 1] == '/';

    private bool AtBlockComment => _position + 1 < _end && text[_position] == '/' && text[_position + 1] == '*';

    private void SkipBlanks()
    {
        while (_position < _end && text[_position] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\v' or (byte)'\f')
            _position++;
    }

    private bool TryConsumeNewline()
    {
        if (_position >= _end || text[_position] != '\n')
            return false;
        _position++;
        return true;
    }

    // Line comments on consecutive lines are one comment.
    private void ReadLineComment()
    {
        if (_hasComment && !_isLineComment)
            Flush();
        _hasComment = true;
        _isLineComment = true;
        for (_position += 2; _position < _end; _position++)
        {
            _buffer.Add(text[_position]);
            if (text[_position] != '\n')
                continue;
            _position++;
            return;
        }
    }

    // White space and one asterisk at the beginning of each further line are decoration.
    private void ReadBlockComment()
    {
        if (_hasComment)
            Flush();
        _hasComment = true;
        _isLineComment = false;
        _position += 2;
        while (_position < _end)
        {
            if (text[_position] == '*' && _position + 1 < _end && text[_position + 1] == '/')
            {
                _position += 2;
                return;
            }

            var c = text[_position++];
            _buffer.Add(c);
            if (c != '\n')
                continue;
            SkipBlanks();
            if (_position >= _end || text[_position] != '*')
                continue;
            _position++;
            if (_position < _end && text[_position] == '/')
            {
                _position++;
                return;
            }
        }
    }
}
