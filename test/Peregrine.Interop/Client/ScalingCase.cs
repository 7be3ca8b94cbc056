using System.Diagnostics.Metrics;
using Grpc.Testing;

namespace Peregrine.Interop.Client;

/// <summary>The server takes two streams on a connection; the third call gets another connection (gRFC A105).</summary>
internal static class ScalingCase
{
    /// <summary>How many streams on a connection the server is to take.</summary>
    public const int Limit = 2;

    public static InteropCase Case { get; } = new("max_concurrent_streams_connection_scaling", RunAsync);

    private static async Task RunAsync(InteropTarget target)
    {
        int connections = 0;
        await using GrpcChannel channel = target.Open(ServiceConfig.Parse("""{ "connectionScaling": { "maxConnectionsPerSubchannel": 2 } }"""));
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, all) =>
            {
                if (instrument.Name == "grpc.subchannel.connection_attempts_succeeded")
                    all.EnableMeasurementEvents(instrument);
            },
        };
        // Other channels of the process count their connections too.
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => Interlocked.Add(ref connections, tags.Contains(new("grpc.target", channel.Target)) ? 1 : 0));
        listener.Start();

        var client = new TestService.TestServiceClient(channel);
        var calls = new List<AsyncDuplexStreamingCall<StreamingOutputCallRequest, StreamingOutputCallResponse>>();
        var addresses = new List<string>();
        for (int i = 0; i <= Limit; i++)
        {
            calls.Add(client.FullDuplexCall());
            addresses.Add(await AskAsync(calls[i]));
        }
        InteropFailure.Unless(2, Volatile.Read(ref connections), "connections");
        // Servers older than the case do not tell where calls come from.
        if (addresses[0].Length > 0)
        {
            InteropFailure.Unless(addresses[0], addresses[1], "address of the second call");
            InteropFailure.Unless(false, addresses[0] == addresses[2], "whether the third call comes from the same address");
        }
        foreach (AsyncDuplexStreamingCall<StreamingOutputCallRequest, StreamingOutputCallResponse> call in calls)
        {
            await call.RequestStream.CompleteAsync();
            InteropFailure.Unless(false, await call.ResponseStream.MoveNext(CancellationToken.None), "a response after the last");
            call.Dispose();
        }
    }

    private static async Task<string> AskAsync(AsyncDuplexStreamingCall<StreamingOutputCallRequest, StreamingOutputCallResponse> call)
    {
        await call.RequestStream.WriteAsync(new StreamingOutputCallRequest
        {
            ResponseParameters = { new ResponseParameters { Size = 1, FillPeerSocketAddress = new BoolValue { Value = true } } },
        });
        InteropFailure.Unless(true, await call.ResponseStream.MoveNext(CancellationToken.None), "a response");
        return call.ResponseStream.Current.PeerSocketAddress;
    }
}
