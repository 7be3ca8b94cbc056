using Peregrine.Http2;
using Peregrine.Http2.Frames;
using Peregrine.Testing;

namespace Peregrine.Tests.Client.Simulation;

/// <summary>
/// One seeded schedule: calls are started, written, cancelled and disposed, the clock is advanced, and the server says whatever HTTP/2 lets it say, in random order
/// on one connection; then everything comes to an end in one of several ways. Beside it runs the oracle of <see cref="SimulatedCall"/>.
/// </summary>
internal sealed class CallSimulation(ScriptedChannel script, Random random)
{
    private static readonly (ErrorCode Code, StatusCode Status)[] s_resets =
    [
        (ErrorCode.Cancel, StatusCode.Cancelled),
        (ErrorCode.InternalError, StatusCode.Internal),
        (ErrorCode.EnhanceYourCalm, StatusCode.ResourceExhausted),
        (ErrorCode.RefusedStream, StatusCode.Unavailable),
    ];

    private readonly List<SimulatedCall> _calls = [];
    private int _nextStream = 1;

    public IReadOnlyList<SimulatedCall> Calls => _calls;

    public async Task RunAsync(int events)
    {
        for (int i = 0; i < events; i++)
            Step();
        await EndAsync();
    }

    private void Step()
    {
        if (_calls.Count == 0 || random.Next(8) == 0)
        {
            StartCall();
            return;
        }
        SimulatedCall call = _calls[random.Next(_calls.Count)];
        switch (random.Next(9))
        {
            case 0:
                call.Write();
                break;
            case 1:
                call.HalfClose();
                break;
            case 2 when random.Next(3) == 0:
                call.Cancellation.Cancel();
                call.Decide(StatusCode.Cancelled);
                break;
            case 3 when random.Next(3) == 0:
                call.Dispose();
                call.Decide(StatusCode.Cancelled);
                break;
            case 4:
                Advance(TimeSpan.FromMilliseconds(random.Next(300)));
                break;
            default:
                ServerSpeaks(call);
                break;
        }
    }

    private void StartCall()
    {
        var cancellation = new CancellationTokenSource();
        DateTime? deadline = random.Next(2) == 0 ? script.Time.GetUtcNow().UtcDateTime.AddMilliseconds(1 + random.Next(2000)) : null;
        var options = new CallOptions(deadline: deadline, cancellationToken: cancellation.Token);
        SimulatedCall call = random.Next(2) == 0
            ? new SimulatedCall(script.Unary("hi", options), cancellation, deadline)
            : new SimulatedCall(script.Duplex(options), cancellation, deadline);
        call.StreamId = TakeStream();
        _calls.Add(call);
    }

    private int TakeStream()
    {
        int id = _nextStream;
        _nextStream += 2;
        return id;
    }

    private void Advance(TimeSpan by)
    {
        script.Time.Advance(by);
        DateTime now = script.Time.GetUtcNow().UtcDateTime;
        foreach (SimulatedCall call in _calls)
        {
            if (call.Deadline <= now)
                call.Decide(StatusCode.DeadlineExceeded);
        }
    }

    private void ServerSpeaks(SimulatedCall call)
    {
        if (call.ServerEnded)
            return;
        switch (random.Next(6))
        {
            case 0:
                SendHeaders(call);
                break;
            case 1:
            case 2:
                SendMessage(call);
                break;
            case 3:
                SendEnd(call);
                break;
            case 4 when call.HasHeaders:
                script.Peer.SendMessage(call.StreamId, "last", endStream: true);
                call.ServerEnded = true;
                if (call.IsUnary && call.Messages > 0)
                    call.Decide(StatusCode.Unimplemented);
                call.Decide(StatusCode.Internal);
                break;
            case 5:
                SendReset(call);
                break;
        }
    }

    private void SendHeaders(SimulatedCall call)
    {
        if (call.HasHeaders)
            return;
        script.Peer.SendResponseHeaders(call.StreamId);
        call.HasHeaders = true;
    }

    private void SendMessage(SimulatedCall call)
    {
        SendHeaders(call);
        script.Peer.SendMessage(call.StreamId, "m");
        if (++call.Messages > 1 && call.IsUnary)
            call.Decide(StatusCode.Unimplemented);
    }

    private void SendEnd(SimulatedCall call)
    {
        int status = random.Next(3) == 0 ? 5 : 0;
        if (call.HasHeaders)
            script.Peer.SendTrailers(call.StreamId, status);
        else
            script.Peer.SendTrailersOnly(call.StreamId, status);
        call.ServerEnded = true;
        // Rule 12: OK without the one message.
        bool isEmpty = call.IsUnary && call.Messages == 0;
        call.Decide(status != 0 ? StatusCode.NotFound : isEmpty ? StatusCode.Unimplemented : StatusCode.OK);
    }

    private void SendReset(SimulatedCall call)
    {
        (ErrorCode code, StatusCode status) = s_resets[random.Next(s_resets.Length)];
        bool isRetried = code == ErrorCode.RefusedStream && !call.IsOver && !call.HasHeaders && call.Refusals == 0;
        script.Peer.SendReset(call.StreamId, code);
        if (isRetried)
        {
            // Rule 54: once, on a stream of its own.
            call.Refusals++;
            call.StreamId = TakeStream();
            return;
        }
        call.ServerEnded = true;
        call.Decide(status);
    }

    // The last event decides whatever is still open.
    private async Task EndAsync()
    {
        switch (random.Next(5))
        {
            case 0:
                Advance(TimeSpan.FromSeconds(3));
                goto default;
            case 1:
                script.Peer.Transport.End(TransportErrorKind.Reset, "cable pulled");
                DecideAll(StatusCode.Unavailable);
                break;
            case 2:
                await script.Channel.DisposeAsync();
                DecideAll(StatusCode.Unavailable);
                break;
            case 3:
                // Everything above id 0 is unprocessed: what may be retried finds no connection, the rest is unavailable.
                bool isRetried = _calls.Any(call => !call.IsOver && !call.HasHeaders && call.Refusals == 0);
                script.Peer.SendGoAway(0, ErrorCode.NoError);
                if (isRetried)
                    (await script.Connector.NextAttemptAsync()).Refuse();
                DecideAll(StatusCode.Unavailable);
                break;
            default:
                foreach (SimulatedCall call in _calls.Where(call => !call.IsOver))
                {
                    call.Cancellation.Cancel();
                    call.Decide(StatusCode.Cancelled);
                }
                break;
        }
    }

    private void DecideAll(StatusCode status)
    {
        foreach (SimulatedCall call in _calls)
            call.Decide(status);
    }
}
