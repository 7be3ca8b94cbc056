using Peregrine.Http2;

namespace Peregrine.Protocols;

/// <summary>What the layers below say, as status codes. One table a boundary, rows in the order of the specification.</summary>
internal static class StatusMap
{
    /// <summary>The status code of an HTTP status, when there is no grpc-status (http-grpc-status-mapping.md, rule 2).</summary>
    public static StatusCode FromHttp(int status) => status switch
    {
        400 => StatusCode.Internal,
        401 => StatusCode.Unauthenticated,
        403 => StatusCode.PermissionDenied,
        404 => StatusCode.Unimplemented,
        429 => StatusCode.Unavailable,
        431 => StatusCode.Internal,
        502 => StatusCode.Unavailable,
        503 => StatusCode.Unavailable,
        504 => StatusCode.Unavailable,
        _ => StatusCode.Unknown,
    };

    /// <summary>The status code of a reset (PROTOCOL-HTTP2.md, "Errors"; rule 6).</summary>
    public static StatusCode FromReset(ErrorCode code) => code switch
    {
        ErrorCode.NoError => StatusCode.Internal,
        ErrorCode.ProtocolError => StatusCode.Internal,
        ErrorCode.InternalError => StatusCode.Internal,
        ErrorCode.FlowControlError => StatusCode.Internal,
        ErrorCode.SettingsTimeout => StatusCode.Internal,
        ErrorCode.FrameSizeError => StatusCode.Internal,
        ErrorCode.RefusedStream => StatusCode.Unavailable,
        ErrorCode.Cancel => StatusCode.Cancelled,
        ErrorCode.CompressionError => StatusCode.Internal,
        ErrorCode.ConnectError => StatusCode.Internal,
        ErrorCode.EnhanceYourCalm => StatusCode.ResourceExhausted,
        ErrorCode.InadequateSecurity => StatusCode.PermissionDenied,
        _ => StatusCode.Unknown,
    };

    /// <summary>A received <c>grpc-status</c>; what cannot be read, or is no code, is UNKNOWN (rule 3).</summary>
    public static StatusCode FromGrpcStatus(ReadOnlySpan<byte> text)
    {
        if (text.Length == 1 && text[0] is >= (byte)'0' and <= (byte)'9')
            return (StatusCode)(text[0] - '0');
        bool read = System.Buffers.Text.Utf8Parser.TryParse(text, out int code, out int used) && used == text.Length;
        return read && code is >= 0 and <= (int)StatusCode.Unauthenticated ? (StatusCode)code : StatusCode.Unknown;
    }
}
