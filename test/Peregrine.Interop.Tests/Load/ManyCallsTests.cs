using Grpc.Testing;
using Peregrine.Interop.Client;
using Peregrine.Interop.Tests.Wire;

namespace Peregrine.Interop.Tests.Load;

public sealed class ManyCallsTests
{
    private const int Calls = 1000;

    [Fact]
    public async Task A_thousand_calls_at_a_time_share_one_TCP_connection()
    {
        var service = new GatheringService(Calls);
        await using GrpcServer server = new GrpcServer("http://127.0.0.1:0").Add(service).Start();
        await using var relay = new TcpRelay(server.Port);
        await using InteropTarget target = InteropTarget.Plaintext("127.0.0.1", relay.Port);

        SimpleResponse[] responses = await Task.WhenAll(Enumerable.Range(0, Calls).Select(async i =>
            await target.Client.UnaryCallAsync(new SimpleRequest { ResponseSize = i }))).WaitAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(Enumerable.Range(0, Calls), responses.Select(response => response.Payload!.Body.Length));
        Assert.Equal(1, relay.Connections);
    }

    /// <summary>Answers nobody until the given number of calls has come: only calls that are open at one time get through.</summary>
    private sealed class GatheringService(int expected) : TestService.TestServiceBase
    {
        private readonly TaskCompletionSource _allHere = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _here;

        public override async Task<SimpleResponse> UnaryCall(SimpleRequest request, ServerCallContext context)
        {
            if (Interlocked.Increment(ref _here) == expected)
                _allHere.SetResult();
            await _allHere.Task;
            return new SimpleResponse { Payload = UnaryCases.Zeros(request.ResponseSize) };
        }
    }
}
