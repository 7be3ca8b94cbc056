using System.Diagnostics.CodeAnalysis;

namespace Peregrine;

/// <summary>How a call ended, as a value: the response, or the status that it ended with. Nothing is thrown to make one.</summary>
/// <typeparam name="T">The response message.</typeparam>
public readonly struct RpcResult<T>
{
    private readonly T? _value;
    private readonly bool _ok;
    private readonly Metadata? _trailers;

    /// <summary>Creates a successful result.</summary>
    public RpcResult(T value, Metadata? trailers = null)
    {
        ArgumentNullException.ThrowIfNull(value);
        _value = value;
        _ok = true;
        _trailers = trailers;
        Status = Status.DefaultSuccess;
    }

    /// <summary>Creates a failed result.</summary>
    public RpcResult(Status status, Metadata? trailers = null)
    {
        if (status.StatusCode == StatusCode.OK)
            throw new ArgumentException("a result without a value needs a status other than OK", nameof(status));
        Status = status;
        _trailers = trailers;
    }

    /// <summary>Whether the call ended with OK, and so <see cref="Value"/> may be read.</summary>
    public bool IsOk => _ok;

    /// <summary>The status of the call.</summary>
    public Status Status { get; }

    /// <summary>The trailers of the call; empty when there were none.</summary>
    public Metadata Trailers => _trailers ?? [];

    /// <summary>The response.</summary>
    /// <exception cref="RpcException">The call did not end with OK.</exception>
    public T Value => _ok ? _value! : throw new RpcException(Status, Trailers);

    /// <summary>Gets the response if the call ended with OK.</summary>
    public bool TryGetValue([NotNullWhen(true)] out T? value)
    {
        value = _value;
        return _ok;
    }

    /// <summary>Takes the result apart: <c>var (value, status) = await call.AsResult();</c></summary>
    public void Deconstruct(out T? value, out Status status)
    {
        value = _value;
        status = Status;
    }

    /// <inheritdoc/>
    public override string ToString() => IsOk ? $"OK: {_value}" : Status.ToString();
}
