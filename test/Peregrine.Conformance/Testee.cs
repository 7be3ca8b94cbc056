using Conformance;
using Peregrine.Protobuf;
using Peregrine.Protobuf.Reflection;

namespace Peregrine.Conformance;

/// <summary>Answers the requests of the conformance suite with the message types of one registry, generated or dynamic.</summary>
public sealed class Testee
{
    private readonly TypeRegistry _types;
    private readonly JsonFormatter _jsonFormatter;

    /// <summary>A testee over a registry that has the suite's test messages.</summary>
    public Testee(TypeRegistry types)
    {
        _types = types;
        _jsonFormatter = new JsonFormatter(new JsonFormatterOptions { TypeRegistry = types });
    }

    /// <summary>Does what the request asks for. Bad input ends in a parse or serialize error; other exceptions are faults of the implementation.</summary>
    public ConformanceResponse Answer(ConformanceRequest request)
    {
        // The runner's first question: which failures we know of. None.
        if (request.MessageType == FailureSet.Descriptor.FullName)
            return new ConformanceResponse { ProtobufPayload = new FailureSet().ToByteString() };
        IMessage message;
        try
        {
            message = Parse(request);
        }
        catch (InvalidProtocolBufferException error)
        {
            return new ConformanceResponse { ParseError = error.Message };
        }

        try
        {
            return Serialize(request, message);
        }
        catch (InvalidOperationException error)
        {
            return new ConformanceResponse { SerializeError = error.Message };
        }
    }

    private IMessage Parse(ConformanceRequest request)
    {
        if (!_types.TryFind(request.MessageType, out MessageParser? type))
            throw new InvalidDataException($"the message type {request.MessageType} is not known");
        if (request.ProtobufPayload is { } binary)
            return _types.Parse(type, binary.Span);
        IMessage message = type.CreateMessage();
        if (request.JsonPayload is { } json)
            JsonParser(request.TestCategory == TestCategory.JsonIgnoreUnknownParsingTest).Merge(json, message);
        else if (request.TextPayload is { } text)
            new TextParser(new TextParserOptions { TypeRegistry = _types }).Merge(text, message);
        else
            throw new InvalidDataException($"the payload {request.PayloadCase} is not known");
        return message;
    }

    private JsonParser JsonParser(bool ignoreUnknown) => new(new JsonParserOptions { TypeRegistry = _types, IgnoreUnknownFields = ignoreUnknown });

    private ConformanceResponse Serialize(ConformanceRequest request, IMessage message) => request.RequestedOutputFormat switch
    {
        WireFormat.Protobuf => new ConformanceResponse { ProtobufPayload = message.ToByteString() },
        WireFormat.Json => new ConformanceResponse { JsonPayload = _jsonFormatter.Format(message) },
        WireFormat.TextFormat => new ConformanceResponse { TextPayload = TextFormatter(request.PrintUnknownFields).Format(message) },
        _ => new ConformanceResponse { Skipped = $"the format {request.RequestedOutputFormat} is not known" },
    };

    private TextFormatter TextFormatter(bool unknownFields) => new(new TextFormatterOptions { TypeRegistry = _types, PrintUnknownFields = unknownFields });
}
