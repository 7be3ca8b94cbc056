using System.Text.Json;
using Peregrine.Protobuf;
using Peregrine.Protobuf.Reflection;

namespace Peregrine.Conformance.Tests;

/// <summary>Decides whether an answer is what a vector demands: by meaning, not by bytes.</summary>
internal sealed class Judge(TypeRegistry types)
{
    /// <summary>Null when the answer is right, else what is wrong with it.</summary>
    public string? FindFault(ConformanceVector vector, byte[] answer)
    {
        (string kind, FieldValue value) = Open(answer);
        bool isPayload = kind.EndsWith("_payload", StringComparison.Ordinal);
        bool accepted = vector.Expect switch
        {
            "payload" => isPayload,
            "parse_error_or_payload" => isPayload || kind == "parse_error",
            _ => kind == vector.Expect,
        };
        if (!accepted)
            return $"expected {vector.Expect}, got {kind} {Show(value)}";
        if (!isPayload || !vector.ReferencePassed || vector.Expect != "payload")
            return null;
        (string referenceKind, FieldValue referenceValue) = Open(vector.ReferenceResponse);
        if (kind != referenceKind)
            return $"expected {referenceKind}, got {kind}";
        return AreEquivalent(vector, kind, value, referenceValue) ? null : $"expected {Show(referenceValue)}, got {Show(value)}";
    }

    private bool AreEquivalent(ConformanceVector vector, string kind, in FieldValue ours, in FieldValue reference)
    {
        if (kind == "json_payload" && vector.JudgesText)
        {
            using JsonDocument left = JsonDocument.Parse(ours.AsString());
            using JsonDocument right = JsonDocument.Parse(reference.AsString());
            return JsonElement.DeepEquals(left.RootElement, right.RootElement);
        }

        // Text with unknown fields cannot be parsed again.
        if (kind == "text_payload" && vector.PrintsUnknownFields)
            return Words(ours.AsString()).SequenceEqual(Words(reference.AsString()));
        return MessageComparer.Default.Equals(Parse(vector, kind, ours), Parse(vector, kind, reference));
    }

    private IMessage Parse(ConformanceVector vector, string kind, in FieldValue payload)
    {
        MessageParser type = types.TryFind(vector.MessageType, out MessageParser? found) ? found : throw new InvalidDataException(vector.MessageType);
        if (kind == "protobuf_payload")
            return types.Parse(type, payload.AsBytes().Span);
        IMessage message = type.CreateMessage();
        if (kind == "json_payload")
            new JsonParser(new JsonParserOptions { TypeRegistry = types }).Merge(payload.AsString(), message);
        else
            new TextParser(new TextParserOptions { TypeRegistry = types }).Merge(payload.AsString(), message);
        return message;
    }

    // The one field of a ConformanceResponse that is set, and its value.
    private (string Kind, FieldValue Value) Open(byte[] response)
    {
        types.TryFind("conformance.ConformanceResponse", out MessageParser? type);
        var message = (IReflectable)types.Parse(type!, response);
        foreach (Schema.FieldDescriptor field in message.Descriptor.Fields)
        {
            if (message.HasField(field.Index))
                return (field.Name, message.GetField(field.Index));
        }

        return ("nothing", default);
    }

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static string Show(in FieldValue value) => value.Kind switch
    {
        FieldValueKind.String => value.AsString(),
        FieldValueKind.Bytes => Convert.ToHexString(value.AsBytes().Span),
        _ => value.Kind.ToString(),
    };
}
