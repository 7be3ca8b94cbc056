namespace Peregrine;

/// <summary>How a call ended, as <c>grpc-status</c> carries it (gRPC statuscodes.md).</summary>
public enum StatusCode
{
    /// <summary>Success.</summary>
    OK = 0,

    /// <summary>The operation was cancelled, typically by the caller.</summary>
    Cancelled = 1,

    /// <summary>An error that fits no other code, or one whose cause was hidden.</summary>
    Unknown = 2,

    /// <summary>The caller gave an argument that is wrong whatever the state of the system.</summary>
    InvalidArgument = 3,

    /// <summary>The deadline passed before the call completed.</summary>
    DeadlineExceeded = 4,

    /// <summary>An entity that was asked for does not exist.</summary>
    NotFound = 5,

    /// <summary>An entity that was to be created exists already.</summary>
    AlreadyExists = 6,

    /// <summary>The caller is known but may not do this.</summary>
    PermissionDenied = 7,

    /// <summary>A quota or a limit is used up.</summary>
    ResourceExhausted = 8,

    /// <summary>The system is not in the state that the operation needs.</summary>
    FailedPrecondition = 9,

    /// <summary>The operation was aborted, typically by a conflict with a concurrent one.</summary>
    Aborted = 10,

    /// <summary>The operation went past the valid range.</summary>
    OutOfRange = 11,

    /// <summary>The method is not implemented by this service.</summary>
    Unimplemented = 12,

    /// <summary>An invariant of the system or of the protocol is broken.</summary>
    Internal = 13,

    /// <summary>The service cannot be reached now; trying again later may succeed.</summary>
    Unavailable = 14,

    /// <summary>Data is lost or corrupted beyond recovery.</summary>
    DataLoss = 15,

    /// <summary>The caller has no valid credentials for this operation.</summary>
    Unauthenticated = 16,
}
