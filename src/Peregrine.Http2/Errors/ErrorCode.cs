namespace Peregrine.Http2;

/// <summary>The error codes of RFC 9113 §7, as RST_STREAM and GOAWAY carry them. A peer may send other numbers.</summary>
public enum ErrorCode
{
    /// <summary>Graceful end; not an error.</summary>
    NoError = 0x0,
    /// <summary>The peer broke the protocol in a way that no other code names.</summary>
    ProtocolError = 0x1,
    /// <summary>An unexpected fault on our own side.</summary>
    InternalError = 0x2,
    /// <summary>The peer sent more than a flow-control window allowed, or made a window overflow.</summary>
    FlowControlError = 0x3,
    /// <summary>SETTINGS were not acknowledged in time.</summary>
    SettingsTimeout = 0x4,
    /// <summary>A frame arrived for a stream after its sender had ended it.</summary>
    StreamClosed = 0x5,
    /// <summary>A frame's length is invalid.</summary>
    FrameSizeError = 0x6,
    /// <summary>The stream was refused before any processing; it may be retried.</summary>
    RefusedStream = 0x7,
    /// <summary>The stream is no longer wanted.</summary>
    Cancel = 0x8,
    /// <summary>The header compression state cannot be kept.</summary>
    CompressionError = 0x9,
    /// <summary>The connection made for a CONNECT request was reset.</summary>
    ConnectError = 0xa,
    /// <summary>The peer's behaviour exceeds a budget.</summary>
    EnhanceYourCalm = 0xb,
    /// <summary>The transport's security properties do not meet the minimum.</summary>
    InadequateSecurity = 0xc,
    /// <summary>HTTP/1.1 is required instead.</summary>
    Http11Required = 0xd,
}
