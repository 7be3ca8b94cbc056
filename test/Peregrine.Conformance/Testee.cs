using Peregrine.Protobuf;
using Peregrine.Protobuf.Reflection;

namespace Peregrine.Conformance;

/// <summary>Answers the requests of the conformance suite with the message types of one registry, generated or dynamic.</summary>
public sealed class Testee
{
    private const int ProtobufFormat = 1;
    private const int JsonFormat = 2;
    private const int TextFormat = 4;
    private const int JsonIgnoreUnknown = 3;

    private readonly TypeRegistry _types;
    private readonly MessageParser _requestType;
    private readonly MessageParser _responseType;
    private readonly JsonFormatter _jsonFormatter;

    /// <summary>A testee over a registry that has conformance.proto and the test messages.</summary>
    public Testee(TypeRegistry types)
    {
        _types = types;
        _requestType = Find("conformance.ConformanceRequest");
        _responseType = Find("conformance.ConformanceResponse");
        _jsonFormatter = new JsonFormatter(new JsonFormatterOptions { TypeRegistry = types });
    }

    /// <summary>Takes a serialized ConformanceRequest and gives the serialized ConformanceResponse.</summary>
    public byte[] Answer(ReadOnlySpan<byte> requestBytes)
    {
        var request = (IReflectable)_types.Parse(_requestType, requestBytes);
        var response = (IReflectable)_responseType.CreateMessage();
        Answer(request, response);
        return response.ToByteArray();
    }

    private void Answer(IReflectable request, IReflectable response)
    {
        if (Text(request, "message_type") == "conformance.FailureSet")
        {
            // The runner's first question: which failures we know of. None.
            Set(response, "protobuf_payload", FieldValue.FromBytes(default));
            return;
        }

        IReflectable message;
        try
        {
            message = Parse(request);
        }
        catch (InvalidProtocolBufferException error)
        {
            Set(response, "parse_error", FieldValue.FromString(error.Message));
            return;
        }

        try
        {
            Serialize(request, message, response);
        }
        catch (InvalidOperationException error)
        {
            Set(response, "serialize_error", FieldValue.FromString(error.Message));
        }
    }

    private IReflectable Parse(IReflectable request)
    {
        MessageParser type = Find(Text(request, "message_type"));
        if (Has(request, "protobuf_payload"))
            return (IReflectable)_types.Parse(type, Get(request, "protobuf_payload").AsBytes().Span);
        var message = (IReflectable)type.CreateMessage();
        if (Has(request, "json_payload"))
        {
            bool ignoreUnknown = Get(request, "test_category").AsEnum() == JsonIgnoreUnknown;
            new JsonParser(new JsonParserOptions { TypeRegistry = _types, IgnoreUnknownFields = ignoreUnknown }).Merge(Text(request, "json_payload"), message);
        }
        else if (Has(request, "text_payload"))
        {
            new TextParser(new TextParserOptions { TypeRegistry = _types }).Merge(Text(request, "text_payload"), message);
        }
        else
        {
            throw new InvalidDataException("the request has no payload that this testee knows");
        }

        return message;
    }

    private void Serialize(IReflectable request, IReflectable message, IReflectable response)
    {
        switch (Get(request, "requested_output_format").AsEnum())
        {
            case ProtobufFormat:
                Set(response, "protobuf_payload", FieldValue.FromBytes(message.ToByteString()));
                break;
            case JsonFormat:
                Set(response, "json_payload", FieldValue.FromString(_jsonFormatter.Format(message)));
                break;
            case TextFormat:
                bool unknown = Get(request, "print_unknown_fields").AsBool();
                var formatter = new TextFormatter(new TextFormatterOptions { TypeRegistry = _types, PrintUnknownFields = unknown });
                Set(response, "text_payload", FieldValue.FromString(formatter.Format(message)));
                break;
            default:
                Set(response, "skipped", FieldValue.FromString("this output format is not known"));
                break;
        }
    }

    private MessageParser Find(string name) =>
        _types.TryFind(name, out MessageParser? type) ? type : throw new InvalidDataException($"the message type {name} is not known");

    private static int IndexOf(IReflectable message, string field) => message.Descriptor.FindFieldByName(field)!.Index;

    private static bool Has(IReflectable message, string field) => message.HasField(IndexOf(message, field));

    private static FieldValue Get(IReflectable message, string field) => message.GetField(IndexOf(message, field));

    private static string Text(IReflectable message, string field) => Get(message, field).AsString();

    private static void Set(IReflectable message, string field, in FieldValue value) => message.SetField(IndexOf(message, field), value);
}
