namespace Peregrine.Http2.Tests.Transport;

[Collection(nameof(Alone))]
public sealed class IdleConnectionTests
{
    // What the process has open besides.
    private const int OtherDescriptors = 600;

    [Theory, MemberData(nameof(EngineTests.Engines), MemberType = typeof(EngineTests))]
    public async Task An_idle_connection_costs_less_than_10_KB_of_managed_memory_at_each_end(TransportEngine engine)
    {
        int connections = Math.Clamp((DescriptorLimit() - OtherDescriptors) / 2, 1500, 10_000);
        await using Http2Listener listener = HelloServer.Listen(new() { Engine = engine });

        // The first ones bring what is there once: pools, loops, compiled code.
        List<Http2Connection> open = [];
        for (int i = 0; i < 20; i++) open.Add(await TalkAsync(listener, engine));
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < connections; i++) open.Add(await TalkAsync(listener, engine));
        long each = (GC.GetTotalMemory(forceFullCollection: true) - before) / connections;
        Assert.True(each < 2 * 10 * 1024, $"{each} bytes for both ends of a connection");
        Assert.Equal(connections + 20, listener.Connections.Count);
        foreach (Http2Connection connection in open) connection.Abort(ErrorCode.NoError, "");
        await listener.WhenEmptyAsync().WaitAsync(Limits.Test);
    }

    // Both ends take one each. 10,000 connections are more than some machines let a process have; the memory of each is asked of as many as there may be.
    private static int DescriptorLimit()
    {
        if (!OperatingSystem.IsLinux()) return 0;
        string limit = File.ReadLines("/proc/self/limits").First(static line => line.StartsWith("Max open files", StringComparison.Ordinal));
        string soft = limit.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3];
        return int.TryParse(soft, out int descriptors) ? descriptors : int.MaxValue;
    }

    // Both ends are in this process: a connection that has carried something, and is silent since.
    private static async Task<Http2Connection> TalkAsync(Http2Listener listener, TransportEngine engine)
    {
        Http2Connection connection = await HelloServer.ConnectAsync(listener, new() { Engine = engine });
        await HelloServer.AskAsync(connection);
        return connection;
    }
}
