namespace Peregrine.Http2;

/// <summary>Error codes in words, made once: resets are too frequent to format them.</summary>
internal static class ErrorCodeText
{
    private static readonly string[] s_resetByPeer = [.. Enum.GetValues<ErrorCode>().Select(code => $"reset by the peer with {code} ({(int)code})")];

    /// <summary>The reason of a stream's end by RST_STREAM.</summary>
    public static string ResetByPeer(ErrorCode code) =>
        (uint)code < (uint)s_resetByPeer.Length ? s_resetByPeer[(int)code] : "reset by the peer with an unknown code";
}
