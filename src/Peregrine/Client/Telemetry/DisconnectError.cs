using System.Net.Sockets;
using Peregrine.Http2;

namespace Peregrine.Client;

/// <summary>Why a connection was lost, in the words that gRFC A94 allows for <c>grpc.disconnect_error</c>.</summary>
internal static class DisconnectError
{
    public const string SubchannelShutdown = "subchannel shutdown";

    public const string Unknown = "unknown";

    /// <summary>The server sent GOAWAY; codes have the names of RFC 9113 §7.</summary>
    public static string GoAway(ErrorCode code) => code switch
    {
        ErrorCode.NoError => "GOAWAY NO_ERROR",
        ErrorCode.ProtocolError => "GOAWAY PROTOCOL_ERROR",
        ErrorCode.InternalError => "GOAWAY INTERNAL_ERROR",
        ErrorCode.FlowControlError => "GOAWAY FLOW_CONTROL_ERROR",
        ErrorCode.SettingsTimeout => "GOAWAY SETTINGS_TIMEOUT",
        ErrorCode.StreamClosed => "GOAWAY STREAM_CLOSED",
        ErrorCode.FrameSizeError => "GOAWAY FRAME_SIZE_ERROR",
        ErrorCode.RefusedStream => "GOAWAY REFUSED_STREAM",
        ErrorCode.Cancel => "GOAWAY CANCEL",
        ErrorCode.CompressionError => "GOAWAY COMPRESSION_ERROR",
        ErrorCode.ConnectError => "GOAWAY CONNECT_ERROR",
        ErrorCode.EnhanceYourCalm => "GOAWAY ENHANCE_YOUR_CALM",
        ErrorCode.InadequateSecurity => "GOAWAY INADEQUATE_SECURITY",
        ErrorCode.Http11Required => "GOAWAY HTTP_1_1_REQUIRED",
        // A peer may send any number: a label for each would be a time series for each.
        _ => Unknown,
    };

    /// <summary>The connection ended, and no GOAWAY came before.</summary>
    public static string Of(in ConnectionEnd end) => (end.Error.IsError, end.Transport.Kind) switch
    {
        // Its protocol was broken, by either side, before its bytes ended.
        (true, _) => Unknown,
        (_, TransportErrorKind.TimedOut or TransportErrorKind.Reset) when CauseOf(end.Transport) is { } socket => FromSocket(socket),
        (_, TransportErrorKind.TimedOut) => "connection timed out",
        (_, TransportErrorKind.Reset) => "connection reset",
        _ => Unknown,
    };

    private static SocketException? CauseOf(TransportError error) => error.Cause as SocketException ?? error.Cause?.InnerException as SocketException;

    private static string FromSocket(SocketException cause) => cause.SocketErrorCode switch
    {
        SocketError.ConnectionReset => "connection reset",
        SocketError.ConnectionAborted => "connection aborted",
        SocketError.TimedOut => "connection timed out",
        _ => "socket error",
    };
}
