using System.Buffers;
using System.Text.Json;

namespace Peregrine.Protobuf.Json;

/// <summary>
/// Copies the value at which a <c>Utf8JsonReader</c> stands as JSON in one piece: the reader's text may come in segments and have comments, and cannot be asked for.
/// </summary>
internal static class JsonTokenCopy
{
    /// <summary>Leaves the reader at the last token of the value.</summary>
    public static JsonOutput<byte> Copy(ref Utf8JsonReader reader)
    {
        var output = new JsonOutput<byte>();
        try
        {
            if (reader.TokenType is JsonTokenType.None or JsonTokenType.PropertyName)
                Next(ref reader);
            int depth = reader.CurrentDepth;
            Write(ref reader, output);
            while (reader.CurrentDepth > depth || reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                Next(ref reader);
                Write(ref reader, output);
            }

            return output;
        }
        catch
        {
            output.Dispose();
            throw;
        }
    }

    /// <summary>Sets the reader, which stands where <see cref="Copy"/> began, to the token that became what is at <paramref name="offset"/> of the copy.</summary>
    public static void Advance(ref Utf8JsonReader reader, ReadOnlySpan<byte> copy, int offset)
    {
        var steps = new Utf8JsonReader(copy, new JsonReaderOptions { MaxDepth = int.MaxValue });
        steps.Read();
        if (reader.TokenType is JsonTokenType.None or JsonTokenType.PropertyName)
            Next(ref reader);
        while (steps.TokenStartIndex < offset && steps.Read())
            Next(ref reader);
    }

    private static void Write(ref Utf8JsonReader reader, JsonOutput<byte> output)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject: output.BeginObject(); break;
            case JsonTokenType.EndObject: output.EndObject(); break;
            case JsonTokenType.StartArray: output.BeginArray(); break;
            case JsonTokenType.EndArray: output.EndArray(); break;
            case JsonTokenType.PropertyName:
                WriteQuoted(ref reader, output, "\":"u8);
                break;
            case JsonTokenType.String:
                WriteQuoted(ref reader, output, "\","u8);
                break;
            default:
                WriteRaw(ref reader, output);
                output.Raw(","u8);
                break;
        }
    }

    private static void WriteQuoted(ref Utf8JsonReader reader, JsonOutput<byte> output, ReadOnlySpan<byte> end)
    {
        output.Raw("\""u8);
        WriteRaw(ref reader, output);
        output.Raw(end);
    }

    private static void WriteRaw(ref Utf8JsonReader reader, JsonOutput<byte> output)
    {
        if (!reader.HasValueSequence)
        {
            output.Raw(reader.ValueSpan);
            return;
        }

        foreach (ReadOnlyMemory<byte> piece in reader.ValueSequence)
            output.Raw(piece.Span);
    }

    private static void Next(ref Utf8JsonReader reader)
    {
        do
        {
            if (!reader.Read())
                throw new JsonException("the text ends too early");
        }
        while (reader.TokenType == JsonTokenType.Comment);
    }
}
