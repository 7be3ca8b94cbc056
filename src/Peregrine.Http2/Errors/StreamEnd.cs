namespace Peregrine.Http2;

/// <summary>How a stream ended: the one terminal fact about it.</summary>
/// <param name="Code"><see cref="ErrorCode.NoError"/> when both sides ended it with END_STREAM, else the code of the reset.</param>
/// <param name="By">Who ended it.</param>
/// <param name="Reach">How far the stream got before it ended; what a retry policy needs.</param>
/// <param name="IsReset">False when both halves ended with END_STREAM.</param>
/// <param name="Reason">One sentence for a status or a log; null for a normal end.</param>
public readonly record struct StreamEnd(ErrorCode Code, Initiator By, StreamReach Reach, bool IsReset, string? Reason);
