using System.Text.Json;
using Conformance;
using Peregrine.Protobuf;
using Peregrine.Protobuf.Reflection;

namespace Peregrine.Conformance.Tests;

/// <summary>Decides whether an answer is what a vector demands: by meaning, not by bytes.</summary>
internal sealed class Judge(TypeRegistry types)
{
    /// <summary>Null when the answer is right, else what is wrong with it.</summary>
    public string? FindFault(ConformanceVector vector, ConformanceResponse answer)
    {
        bool accepted = vector.Expect switch
        {
            "payload" => IsPayload(answer),
            "parse_error_or_payload" => IsPayload(answer) || answer.ParseError is not null,
            "parse_error" => answer.ParseError is not null,
            "serialize_error" => answer.SerializeError is not null,
            _ => throw new InvalidDataException($"{vector.Name} expects {vector.Expect}"),
        };
        if (!accepted)
            return $"expected {vector.Expect}, got {answer}";
        if (!IsPayload(answer) || !vector.ReferencePassed || vector.Expect != "payload")
            return null;
        ConformanceResponse reference = vector.ReferenceResponse;
        return answer.ResultCase == reference.ResultCase && AreEquivalent(vector, answer, reference) ? null : $"expected {reference}, got {answer}";
    }

    private static bool IsPayload(ConformanceResponse answer) => answer.ProtobufPayload is not null || answer.JsonPayload is not null || answer.TextPayload is not null;

    private bool AreEquivalent(ConformanceVector vector, ConformanceResponse ours, ConformanceResponse reference)
    {
        if (ours.JsonPayload is not null && vector.JudgesText)
        {
            using JsonDocument left = JsonDocument.Parse(ours.JsonPayload);
            using JsonDocument right = JsonDocument.Parse(reference.JsonPayload!);
            return JsonElement.DeepEquals(left.RootElement, right.RootElement);
        }

        // Text with unknown fields cannot be parsed again.
        if (ours.TextPayload is not null && vector.PrintsUnknownFields)
            return Words(ours.TextPayload).SequenceEqual(Words(reference.TextPayload!));
        return MessageComparer.Default.Equals(Parse(vector, ours), Parse(vector, reference));
    }

    private IMessage Parse(ConformanceVector vector, ConformanceResponse answer)
    {
        MessageParser type = types.TryFind(vector.MessageType, out MessageParser? found) ? found : throw new InvalidDataException(vector.MessageType);
        if (answer.ProtobufPayload is { } binary)
            return types.Parse(type, binary.Span);
        IMessage message = type.CreateMessage();
        if (answer.JsonPayload is { } json)
            new JsonParser(new JsonParserOptions { TypeRegistry = types }).Merge(json, message);
        else
            new TextParser(new TextParserOptions { TypeRegistry = types }).Merge(answer.TextPayload!, message);
        return message;
    }

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
