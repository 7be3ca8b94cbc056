using System.Threading.Channels;
using Peregrine.Tests.Client.Simulation;

namespace Peregrine.Simulation.Tests;

/// <summary>One call with both its ends, and what the rules say must become of it: the oracle. The simulation's thread drives it; its handler runs there too.</summary>
internal sealed class PairedCall
{
    /// <summary>What a handler answers with that is longer than the client takes.</summary>
    public static readonly string Large = new('x', 2000);

    // A handler goes on where the command is given: on the simulation's thread.
    private readonly Channel<HandlerStep> _steps = System.Threading.Channels.Channel.CreateUnbounded<HandlerStep>(new UnboundedChannelOptions { AllowSynchronousContinuations = true });
    private AsyncUnaryCall<string>? _unary;
    private AsyncDuplexStreamingCall<string, string>? _duplex;
    private int _started;
    private int _finished;

    public enum HandlerStep
    {
        Write,
        WriteLarge,
        EndWell,
        EndWithNotFound,
    }

    public CancellationTokenSource Cancellation { get; } = new();

    public DateTime? Deadline { get; init; }

    public bool IsUnary => _unary is not null;

    public bool HasHalfClosed { get; private set; }

    /// <summary>Whether a request longer than the server takes is on its way.</summary>
    public bool SentLarge { get; set; }

    /// <summary>How often the server called a handler for this call.</summary>
    public int Started => Volatile.Read(ref _started);

    public int Finished => Volatile.Read(ref _finished);

    /// <summary>The status that the handler ended with before anybody ended the call for it; null when there is none.</summary>
    public StatusCode? HandlerStatus { get; private set; }

    /// <summary>Whether the handler wrote more than the client takes, before anybody ended the call.</summary>
    public bool WroteLarge { get; private set; }

    /// <summary>The one status that the rules name for the client, once an event has decided it.</summary>
    public StatusCode? Expected { get; private set; }

    public bool IsOver => Expected is not null;

    /// <summary>Whether a status is the one that the rules name. A request that is too long ends its call before the handler begins when both arrive together: then nothing here saw it arrive.</summary>
    public bool MayEndWith(StatusCode status) => Expected == status || (SentLarge && Started == 0 && status == StatusCode.ResourceExhausted);

    public void Start(AsyncUnaryCall<string> call) => _unary = call;

    public void Start(AsyncDuplexStreamingCall<string, string> call) => _duplex = call;

    /// <summary>The first terminal event wins (rule 1).</summary>
    public void Decide(StatusCode status) => Expected ??= status;

    /// <summary>What has come to the client once all that was on its way has arrived.</summary>
    public void DecideByServer()
    {
        if (WroteLarge)
            Decide(StatusCode.ResourceExhausted);
        if (HandlerStatus is { } status)
            Decide(status);
        if (SentLarge)
            Decide(StatusCode.ResourceExhausted);
    }

    public void Write(string message)
    {
        if (_duplex is null || HasHalfClosed)
            return;
        // After the end writes fail; what counts here is that they disturb nothing.
        _ = _duplex.RequestStream.WriteAsync(message).Exception;
    }

    public void HalfClose()
    {
        if (_duplex is null || HasHalfClosed)
            return;
        HasHalfClosed = true;
        _ = _duplex.RequestStream.CompleteAsync().Exception;
    }

    public void Dispose()
    {
        _unary?.Dispose();
        _duplex?.Dispose();
    }

    public void Order(HandlerStep step)
    {
        if (Started > Finished)
            _steps.Writer.TryWrite(step);
    }

    /// <summary>The handler's life: does what it is told until it is told to end, or its call has ended.</summary>
    public async Task<string> HandleAsync(IServerStreamWriter<string>? responses, ServerCallContext context)
    {
        Interlocked.Increment(ref _started);
        try
        {
            while (true)
            {
                HandlerStep step = await _steps.Reader.ReadAsync(context.CancellationToken);
                bool isAlive = !context.CancellationToken.IsCancellationRequested;
                switch (step)
                {
                    case HandlerStep.Write or HandlerStep.WriteLarge when responses is not null:
                        WroteLarge |= isAlive && step == HandlerStep.WriteLarge && HandlerStatus is null;
                        await responses.WriteAsync(step == HandlerStep.Write ? "m" : Large, context.CancellationToken);
                        break;
                    case HandlerStep.EndWell:
                        HandlerStatus = isAlive ? StatusCode.OK : null;
                        return "answer";
                    case HandlerStep.EndWithNotFound:
                        HandlerStatus = isAlive ? StatusCode.NotFound : null;
                        throw new RpcException(new Status(StatusCode.NotFound, "as told"));
                }
            }
        }
        finally
        {
            Interlocked.Increment(ref _finished);
        }
    }

    /// <summary>The status that the caller sees, in each of the ways to see it.</summary>
    public async Task<StatusCode> StatusAsync()
    {
        if (_unary is not null)
        {
            Status status = (await _unary.AsResult().AsTask().WaitAsync(TimeSpan.FromMinutes(2))).Status;
            Assert.Equal(status, _unary.GetStatus());
            return status.StatusCode;
        }
        return await ReadToEnd.StatusAsync(_duplex!);
    }
}
