using Peregrine.Http2;

namespace Peregrine.Tests.Client.Simulation;

/// <summary>One call of a simulation with what the rules say must become of it: the oracle.</summary>
internal sealed class SimulatedCall
{
    private readonly AsyncUnaryCall<string>? _unary;
    private readonly AsyncDuplexStreamingCall<string, string>? _duplex;

    public SimulatedCall(AsyncUnaryCall<string> call, CancellationTokenSource cancellation, DateTime? deadline)
        : this(cancellation, deadline) => _unary = call;

    public SimulatedCall(AsyncDuplexStreamingCall<string, string> call, CancellationTokenSource cancellation, DateTime? deadline)
        : this(cancellation, deadline) => _duplex = call;

    private SimulatedCall(CancellationTokenSource cancellation, DateTime? deadline)
    {
        Cancellation = cancellation;
        Deadline = deadline;
    }

    public CancellationTokenSource Cancellation { get; }

    public DateTime? Deadline { get; }

    public bool IsUnary => _unary is not null;

    /// <summary>The stream of the attempt under way.</summary>
    public int StreamId { get; set; }

    public bool HasHeaders { get; set; }

    public int Messages { get; set; }

    public int Refusals { get; set; }

    public bool HasHalfClosed { get; set; }

    /// <summary>Whether the server has ended its half: a script that keeps to HTTP/2 sends nothing after it.</summary>
    public bool ServerEnded { get; set; }

    /// <summary>The one status that the rules name, once an event has decided it.</summary>
    public StatusCode? Expected { get; private set; }

    public bool IsOver => Expected is not null;

    /// <summary>The first terminal event wins (rule 1).</summary>
    public void Decide(StatusCode status) => Expected ??= status;

    public void Write()
    {
        if (_duplex is null || HasHalfClosed)
            return;
        // After the end writes fail; what counts here is that they disturb nothing.
        _ = _duplex.RequestStream.WriteAsync("w").Exception;
    }

    public void HalfClose()
    {
        HasHalfClosed = true;
        _duplex?.RequestStream.CompleteAsync();
    }

    public void Dispose()
    {
        _unary?.Dispose();
        _duplex?.Dispose();
    }

    /// <summary>The status that the caller sees, in each of the ways to see it.</summary>
    public async Task<StatusCode> StatusAsync()
    {
        if (_unary is not null)
        {
            Status status = (await _unary.AsResult().AsTask().WaitAsync(TimeSpan.FromMinutes(2))).Status;
            Assert.Equal(status, _unary.GetStatus());
            Assert.Equal(status.StatusCode == StatusCode.OK, _unary.ResponseAsync.IsCompletedSuccessfully);
            return status.StatusCode;
        }
        return await ReadToEnd.StatusAsync(_duplex!);
    }
}
