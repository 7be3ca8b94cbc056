namespace Peregrine.Protobuf;

/// <summary>Bytes or text that are no valid Protocol Buffers message. The message says what is wrong and where.</summary>
public class InvalidProtocolBufferException : IOException
{
    /// <summary>Bad input without further explanation.</summary>
    public InvalidProtocolBufferException()
        : base("invalid Protocol Buffers message")
    {
    }

    /// <summary>Bad input, explained by <paramref name="message"/>.</summary>
    public InvalidProtocolBufferException(string message)
        : base(message)
    {
    }

    /// <summary>Bad input, explained by <paramref name="message"/> and by what caused it.</summary>
    public InvalidProtocolBufferException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    internal InvalidProtocolBufferException(string message, int offset)
        : base(message) => Offset = offset;

    /// <summary>Where in the binary input it was noticed, in bytes from its start; −1 where that is not known.</summary>
    public int Offset { get; internal init; } = -1;

    /// <summary>The path of the field it was noticed in, such as <c>attachments[1].data["key2"]</c>; null where that is not known.</summary>
    public string? FieldPath { get; internal init; }
}
