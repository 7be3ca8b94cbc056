using Google.Protobuf;
using Peregrine.Protobuf;

namespace Peregrine.Protobuf.Bench;

/// <summary>One kind of message with its data, and what is done with it on both sides.</summary>
internal abstract class Shape(string name)
{
    public string Name { get; } = name;

    public abstract int Bytes { get; }

    /// <summary>
    /// The JSON that was made last, held until the next is, as a caller holds what it got. With nothing held, the collector finds the end of the large objects empty each time and gives
    /// that memory back to the system, so that what is measured of large texts is the system's fetching it anew.
    /// </summary>
    protected string? Text { get; set => field = HoldsText ? value : null; }

    /// <summary>Whether <see cref="Text"/> is held.</summary>
    public static bool HoldsText { get; set; } = true;

    public abstract void SerializeTheirs();

    public abstract void SerializeOurs();

    public abstract void ToArrayTheirs();

    public abstract void ToArrayOurs();

    public abstract void ParseTheirs();

    public abstract void ParseOurs();

    public abstract void ReparseOurs();

    public abstract void FormatJsonTheirs();

    public abstract void FormatJsonOurs();

    public abstract void ParseJsonTheirs();

    public abstract void ParseJsonOurs();

    public abstract void Check();

    /// <summary>Writes the messages for the C++ side: each preceded by its length as four bytes.</summary>
    public abstract void WriteData(string folder);
}

/// <inheritdoc cref="Shape"/>
internal sealed class Shape<TTheirs, TOurs> : Shape
    where TTheirs : class, Google.Protobuf.IMessage<TTheirs>
    where TOurs : class, IMessage<TOurs>, new()
{
    private readonly TTheirs[] _theirs;
    private readonly TOurs[] _ours;
    private readonly byte[][] _bytes;
    private readonly string[] _json;
    private readonly TOurs _reused = new();
    private readonly Google.Protobuf.MessageParser<TTheirs> _parser;
    private readonly byte[] _theirBuffer;
    private byte[] _ourBuffer = [];
    private int _next;

    public Shape(string name, Google.Protobuf.MessageParser<TTheirs> parser, params TTheirs[] messages)
        : base(name)
    {
        _parser = parser;
        _theirs = messages;
        _bytes = [.. messages.Select(static message => message.ToByteArray())];
        _ours = [.. _bytes.Select(static bytes => TOurs.Parser.ParseFrom(bytes))];
        _json = [.. messages.Select(static message => Google.Protobuf.JsonFormatter.Default.Format(message))];
        _theirBuffer = new byte[_bytes.Max(static bytes => bytes.Length)];
    }

    public override int Bytes => (int)_bytes.Average(static bytes => bytes.Length);

    public override void SerializeTheirs()
    {
        TTheirs message = _theirs[Next()];
        message.WriteTo(_theirBuffer.AsSpan(0, message.CalculateSize()));
    }

    public override void SerializeOurs() => MessageEncoding.Serialize(_ours[Next()], 0, ref _ourBuffer);

    public override void ToArrayTheirs() => Google.Protobuf.MessageExtensions.ToByteArray(_theirs[Next()]);

    public override void ToArrayOurs() => _ours[Next()].ToByteArray();

    public override void ParseTheirs() => _parser.ParseFrom(_bytes[Next()]);

    public override void ParseOurs() => TOurs.Parser.ParseFrom(_bytes[Next()]);

    public override void ReparseOurs() => TOurs.Parser.ParseInto(_reused, _bytes[Next()]);

    public override void FormatJsonTheirs() => Text = Google.Protobuf.JsonFormatter.Default.Format(_theirs[Next()]);

    public override void FormatJsonOurs() => Text = JsonFormatter.Default.Format(_ours[Next()]);

    public override void ParseJsonTheirs() => _parser.ParseJson(_json[Next()]);

    public override void ParseJsonOurs() => JsonParser.Default.Parse<TOurs>(_json[Next()]);

    public override void Check()
    {
        for (int i = 0; i < _theirs.Length; i++)
        {
            if (!_parser.ParseFrom(_ours[i].ToByteArray()).Equals(_theirs[i]))
                throw new InvalidOperationException($"{Name}: what we write is not what was meant");
            TOurs.Parser.ParseInto(_reused, _bytes[i]);
            if (!_reused.Equals(_ours[i]))
                throw new InvalidOperationException($"{Name}: a reused message reads differently");
            if (!JsonParser.Default.Parse<TOurs>(_json[i]).Equals(_ours[i]) || !_parser.ParseJson(JsonFormatter.Default.Format(_ours[i])).Equals(_theirs[i]))
                throw new InvalidOperationException($"{Name}: the other's JSON reads differently");
        }
    }

    public override void WriteData(string folder)
    {
        using FileStream file = File.Create(Path.Combine(folder, $"{Name}.bin"));
        foreach (byte[] bytes in _bytes)
        {
            file.Write(BitConverter.GetBytes(bytes.Length));
            file.Write(bytes);
        }
    }

    private int Next() => _next = _next + 1 < _theirs.Length ? _next + 1 : 0;
}
