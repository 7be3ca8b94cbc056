using Grpc.Testing;
using Peregrine.Interop.Client;
using Peregrine.Interop.Tests.Peers;
using Xunit.Abstractions;

namespace Peregrine.Interop.Tests.Load;

/// <summary>100 MB through one stream must not become 100 MB of memory on either side. The server is a process of its own, so that its memory is only its own.</summary>
public sealed class ConstantMemoryTests(ITestOutputHelper report)
{
    private const int MessageSize = 64 * 1024;
    private const int Messages = 100_000_000 / MessageSize;
    private const long AllowedGrowth = 48 * 1024 * 1024;

    [Fact]
    public Task A_server_stream_of_100_MB_runs_in_constant_memory() => Measure(ReceiveAsync);

    [Fact]
    public Task A_client_stream_of_100_MB_runs_in_constant_memory() => Measure(SendAsync);

    private async Task Measure(Func<TestService.TestServiceClient, int, Task> stream)
    {
        (PeerProcess process, int port) = await PeerProcess.StartServerAsync(PeerPrograms.Own("server", "--port", "0"));
        await using (process)
        {
            await using InteropTarget target = InteropTarget.Plaintext("127.0.0.1", port);
            await stream(target.Client, Messages / 10);
            long serverBefore = process.PeakWorkingSet;
            GC.Collect();
            long clientBefore = Environment.WorkingSet;
            long clientPeak = clientBefore;

            using (var sampler = new Timer(_ => clientPeak = Math.Max(clientPeak, Environment.WorkingSet), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(5)))
                await stream(target.Client, Messages).WaitAsync(TimeSpan.FromSeconds(60));

            report.WriteLine($"server: {serverBefore} -> {process.PeakWorkingSet} bytes; client: {clientBefore} -> {clientPeak} bytes");
            Assert.True(process.PeakWorkingSet - serverBefore < AllowedGrowth, $"the server grew from {serverBefore} to {process.PeakWorkingSet} bytes");
            Assert.True(clientPeak - clientBefore < AllowedGrowth, $"the client grew from {clientBefore} to {clientPeak} bytes");
        }
    }

    private static async Task ReceiveAsync(TestService.TestServiceClient client, int messages)
    {
        var request = new StreamingOutputCallRequest();
        for (int i = 0; i < messages; i++)
            request.ResponseParameters.Add(new ResponseParameters { Size = MessageSize });
        using AsyncServerStreamingCall<StreamingOutputCallResponse> call = client.StreamingOutputCall(request);
        long received = 0;
        await foreach (StreamingOutputCallResponse response in call.ResponseStream)
            received += response.Payload!.Body.Length;
        Assert.Equal((long)messages * MessageSize, received);
    }

    private static async Task SendAsync(TestService.TestServiceClient client, int messages)
    {
        var message = new StreamingInputCallRequest { Payload = UnaryCases.Zeros(MessageSize) };
        using AsyncClientStreamingCall<StreamingInputCallRequest, StreamingInputCallResponse> call = client.StreamingInputCall();
        for (int i = 0; i < messages; i++)
            await call.RequestStream.WriteAsync(message);
        await call.RequestStream.CompleteAsync();
        Assert.Equal(messages * MessageSize, (await call).AggregatedPayloadSize);
    }
}
