using Microsoft.Extensions.Logging;
using Peregrine.Http2;

namespace Peregrine.Tests.Server;

/// <summary>The log lines of a server that no other test looks at.</summary>
public class ServerLogTests
{
    [Fact]
    public void Event_22_says_whose_connection_exceeded_which_budget()
    {
        var log = new ListLoggerFactory();
        using var caller = ScriptedCaller.To(
            binder => binder.AddUnary(TestMethods.Unary, (_, _) => new TaskCompletionSource<string>().Task),
            new GrpcServerOptions { LoggerFactory = log, Http2 = new Http2Options { Abuse = new AbuseLimits { StreamResets = 3 } } });
        for (int stream = 1; !log.Lines.Any(line => line.Event.Id == 22) && stream < 100; stream += 2)
        {
            caller.Request(stream, TestMethods.UnaryPath);
            caller.Reset(stream);
        }

        LogLine line = Assert.Single(log.Lines, line => line.Event.Id == 22);
        Assert.Equal(LogLevel.Warning, line.Level);
        Assert.StartsWith("The connection from ipv4:127.0.0.1:4321 exceeded a budget: ", line.Text, StringComparison.Ordinal);
        Assert.Contains("Limit = 3, Option = StreamResets ", line.Text, StringComparison.Ordinal);
    }
}
