namespace Peregrine;

/// <summary>The end of a call: a code, a text for people, and who decided it.</summary>
/// <remarks>Two statuses are equal when code and detail are; <see cref="Origin"/> and <see cref="DebugException"/> are circumstances.</remarks>
public readonly struct Status : IEquatable<Status>
{
    /// <summary>The plain success.</summary>
    public static readonly Status DefaultSuccess = new(StatusCode.OK, "");

    /// <summary>The plain cancellation.</summary>
    public static readonly Status DefaultCancelled = new(StatusCode.Cancelled, "");

    // The detail, or both as Debugged: sixteen bytes are returned in registers, and a status is returned at every step of a call's end.
    private readonly object? _text;

    /// <summary>Creates a status that this process decided.</summary>
    /// <param name="statusCode">The code.</param>
    /// <param name="detail">A text for people; sent to the peer.</param>
    public Status(StatusCode statusCode, string detail)
        : this(statusCode, detail, null)
    {
    }

    /// <summary>Creates a status that this process decided, with the exception it comes from.</summary>
    /// <param name="statusCode">The code.</param>
    /// <param name="detail">A text for people; sent to the peer.</param>
    /// <param name="debugException">Kept for logs on this side; never sent.</param>
    public Status(StatusCode statusCode, string detail, Exception? debugException)
        : this(statusCode, detail, debugException, StatusOrigin.Local)
    {
    }

    internal Status(StatusCode statusCode, string detail, Exception? debugException, StatusOrigin origin)
    {
        StatusCode = statusCode;
        _text = debugException is null ? detail : new Debugged(detail, debugException);
        Origin = origin;
    }

    /// <summary>The code.</summary>
    public StatusCode StatusCode { get; }

    /// <summary>The text for people; empty when there is none.</summary>
    public string Detail => _text as string ?? (_text as Debugged)?.Detail ?? "";

    /// <summary>The exception that led to this status in this process, when there was one.</summary>
    public Exception? DebugException => (_text as Debugged)?.Exception;

    /// <summary>Whether the peer sent this status or it was made here.</summary>
    public StatusOrigin Origin { get; }

    /// <summary>Compares code and detail.</summary>
    public static bool operator ==(Status left, Status right) => left.Equals(right);

    /// <summary>Compares code and detail.</summary>
    public static bool operator !=(Status left, Status right) => !left.Equals(right);

    /// <summary>The same code and detail, as received from the peer.</summary>
    internal static Status FromPeer(StatusCode code, string detail) => new(code, detail, null, StatusOrigin.Peer);

    /// <inheritdoc/>
    public bool Equals(Status other) => StatusCode == other.StatusCode && Detail == other.Detail;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Status other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(StatusCode, Detail);

    /// <inheritdoc/>
    public override string ToString() => DebugException is null
        ? $"Status(StatusCode=\"{StatusCode}\", Detail=\"{Detail}\")"
        : $"Status(StatusCode=\"{StatusCode}\", Detail=\"{Detail}\", DebugException=\"{DebugException.GetType()}: {DebugException.Message}\")";

    private sealed record Debugged(string Detail, Exception Exception);
}
