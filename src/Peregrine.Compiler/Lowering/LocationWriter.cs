using System.Collections.Generic;
using Peregrine.Compiler.Syntax;
using Peregrine.Schema;

namespace Peregrine.Compiler.Lowering;

/// <summary>
/// Writes SourceCodeInfo, encoded, in the order in which the reference parser records locations. The path is a stack that the lowering
/// pushes and pops. Options are placed by <see cref="Finish"/>, because only linking knows which fields they set.
/// </summary>
internal sealed class LocationWriter(TokenList tokens)
{
    private readonly ByteBuffer _output = new();
    private readonly ByteBuffer _path = new();
    private readonly ByteBuffer _span = new();
    private readonly CommentScanner _comments = new(tokens.Source.Utf8);
    private readonly List<PendingOption> _options = [];

    // Comments before the next declaration, read when the one before it ended.
    private byte[]? _upcomingLeading;
    private List<byte[]>? _upcomingDetached;

    public int Depth => _path.Length;

    public void Push(int element) => _path.AddVarint((uint)element);

    public void Push(int field, int index)
    {
        Push(field);
        Push(index);
    }

    public void Pop(int depth) => _path.Truncate(depth);

    /// <summary>Takes the path above a depth off, to be put back later.</summary>
    public byte[] TakePath(int depth)
    {
        var path = _path.ToArray(depth);
        _path.Truncate(depth);
        return path;
    }

    public void PutPath(byte[] path) => _path.AddRange(path);

    /// <summary>Reads the comments before the first token.</summary>
    public void Start()
    {
        ScanGap(-1);
        _upcomingLeading = _comments.Leading;
        _upcomingDetached = _comments.Detached;
    }

    /// <summary>Writes the location of the file.</summary>
    public void WriteRoot()
    {
        if (tokens.Count > 1)
        {
            Write(0, tokens.Count - 2, default);
            return;
        }

        // Without a token the file begins at its end, and ends at its beginning.
        ref readonly var end = ref tokens[0];
        _span.Truncate(0);
        _span.AddVarint((uint)end.Line);
        _span.AddVarint((uint)end.Column);
        if (end.Line != 0)
            _span.AddVarint(0);
        _span.AddVarint(0);
        var body = new ByteBuffer();
        WriteBytes(body, 0x12, _span);
        WriteBytes(_output, 0x0A, body);
    }

    /// <summary>Writes a location without comments for the current path.</summary>
    public void Write(int first, int last) => Write(first, last, default);

    public void Write(TokenRange range) => Write(range.First, range.Last, default);

    /// <summary>Writes a location for a path one below the current.</summary>
    public void WriteField(int field, int first, int last)
    {
        var depth = Depth;
        Push(field);
        Write(first, last, default);
        Pop(depth);
    }

    public void WriteField(int field, TokenRange range) => WriteField(field, range.First, range.Last);

    /// <summary>Writes the location of a declaration whose comments are read at the token that ends it or opens its body.</summary>
    public void WriteDeclaration(int first, int last, int endOfDeclaration) => Write(first, last, TakeComments(endOfDeclaration));

    /// <summary>Writes the location of an option, whose path is known later.</summary>
    public void WriteOption(OptionSyntax option, UninterpretedOption proto)
    {
        var comments = option.IsStatement ? TakeComments(option.Last) : default;
        var start = _output.Length;
        Write(option.First, option.Last, comments);
        _options.Add(new PendingOption(proto, start, _path.ToArray()));
    }

    /// <summary>Passes the end of a declaration that has no location of its own: a closing brace or an empty statement.</summary>
    public void EndWithoutLocation(int token)
    {
        ScanGap(token);
        _upcomingLeading = _comments.Leading;
        if (tokens[token].Symbol == '}')
            _upcomingDetached = _comments.Detached;
        else if (_comments.Detached is { } detached)
            (_upcomingDetached ??= []).AddRange(detached);
    }

    /// <summary>The encoded locations, with every option where linking put it.</summary>
    public byte[] Finish()
    {
        if (_options.Count == 0)
            return _output.ToArray();
        var result = new ByteBuffer();
        var copied = 0;
        foreach (var option in _options)
        {
            result.AddRange(_output, copied, option.Start - copied);
            copied = CopyOption(option, result);
        }

        result.AddRange(_output, copied, _output.Length - copied);
        return result.ToArray();
    }

    private int CopyOption(PendingOption option, ByteBuffer result)
    {
        var position = option.Start + 1;
        var length = ReadVarint(ref position);
        var end = position + length;
        // The old path comes first in the location; it is the options message's, never empty.
        position++;
        var pathLength = ReadVarint(ref position);
        var rest = position + pathLength;
        var path = new ByteBuffer();
        path.AddRange(option.Path);
        foreach (var element in option.Proto.InterpretedPath ?? [])
            path.AddVarint((uint)element);
        var body = new ByteBuffer();
        WriteBytes(body, 0x0A, path);
        body.AddRange(_output, rest, end - rest);
        WriteBytes(result, 0x0A, body);
        return end;
    }

    private int ReadVarint(ref int position)
    {
        var value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var b = _output[position++];
            value |= (b & 0x7F) << shift;
            if (b < 0x80)
                return value;
        }
    }

    private Comments TakeComments(int endOfDeclaration)
    {
        ScanGap(endOfDeclaration);
        var comments = new Comments(_upcomingLeading, _comments.Trailing, _upcomingDetached);
        _upcomingLeading = _comments.Leading;
        _upcomingDetached = _comments.Detached;
        return comments;
    }

    private void ScanGap(int token)
    {
        var text = tokens.Source.Utf8;
        ref readonly var next = ref tokens[token + 1];
        var start = token < 0 ? (text.Length >= 3 && text[0] == 0xEF ? 3 : 0) : tokens[token].End;
        var closesScope = next.Kind == TokenKind.EndOfFile || next.Symbol is (byte)'}' or (byte)']' or (byte)')';
        _comments.Scan(start, next.Start, token < 0, closesScope);
    }

    private void Write(int first, int last, Comments comments)
    {
        ref readonly var start = ref tokens[first];
        ref readonly var end = ref tokens[last];
        _span.Truncate(0);
        _span.AddVarint((uint)start.Line);
        _span.AddVarint((uint)start.Column);
        if (end.Line != start.Line)
            _span.AddVarint((uint)end.Line);
        _span.AddVarint((uint)end.EndColumn);
        if (comments.IsNone)
        {
            var length = (_path.Length > 0 ? 1 + LengthSize(_path.Length) + _path.Length : 0) + 1 + LengthSize(_span.Length) + _span.Length;
            _output.Add(0x0A);
            _output.AddVarint((uint)length);
            WritePathAndSpan(_output);
            return;
        }

        var body = new ByteBuffer();
        WritePathAndSpan(body);
        if (comments.Leading is { Length: > 0 })
            WriteBytes(body, 0x1A, comments.Leading);
        if (comments.Trailing is { Length: > 0 })
            WriteBytes(body, 0x22, comments.Trailing);
        foreach (var detached in comments.Detached ?? [])
            WriteBytes(body, 0x32, detached);
        WriteBytes(_output, 0x0A, body);
    }

    private void WritePathAndSpan(ByteBuffer output)
    {
        if (_path.Length > 0)
            WriteBytes(output, 0x0A, _path);
        WriteBytes(output, 0x12, _span);
    }

    private static int LengthSize(int length) => length < 0x80 ? 1 : length < 0x4000 ? 2 : 3;

    private static void WriteBytes(ByteBuffer output, byte tag, ByteBuffer bytes)
    {
        output.Add(tag);
        output.AddVarint((uint)bytes.Length);
        output.AddRange(bytes);
    }

    private static void WriteBytes(ByteBuffer output, byte tag, byte[] bytes)
    {
        output.Add(tag);
        output.AddVarint((uint)bytes.Length);
        output.AddRange(bytes);
    }

    private readonly record struct Comments(byte[]? Leading, byte[]? Trailing, List<byte[]>? Detached)
    {
        public bool IsNone => (Leading is null || Leading.Length == 0) && (Trailing is null || Trailing.Length == 0) && Detached is null;
    }

    private readonly record struct PendingOption(UninterpretedOption Proto, int Start, byte[] Path);
}
