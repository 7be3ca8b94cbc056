using Peregrine.Http2;

namespace Peregrine.Framing;

/// <summary>
/// Tells a stream what is missing of the message that its reader is inside of (rule 37): a message larger than the window gets the room it needs, and does not wait for credit
/// that waits for the message. Lives beside the reader; a mutable struct, never copied. Loop only.
/// </summary>
internal struct MissingRest
{
    /// <summary>Whether the stream was told of a message that is not whole.</summary>
    public bool IsExpected { get; private set; }

    /// <summary>After a read in which <paramref name="reader"/> had handed on <paramref name="before"/> messages when it began. False: the connection may not hold so much, and the call has ended.</summary>
    public bool Tell(Http2Stream stream, in MessageReader reader, int before)
    {
        int missing = reader.MissingBytes;
        if (missing == 0 && !IsExpected)
            return true;
        if (IsExpected && reader.Messages != before)
            stream.ExpectMessage(0);
        IsExpected = missing > 0;
        return missing == 0 || stream.ExpectMessage(missing, reader.ArrivedBytes);
    }
}
