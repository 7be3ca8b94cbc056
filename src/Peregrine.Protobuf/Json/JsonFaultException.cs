using System.Text.Json;

namespace Peregrine.Protobuf.Json;

/// <summary>
/// JSON that is well-formed but not of the message. Carries the reason up to the edge, where it is given its place in the text; inside System.Text.Json the
/// serializer does that.
/// </summary>
internal sealed class JsonFaultException(string message) : JsonException(message);
