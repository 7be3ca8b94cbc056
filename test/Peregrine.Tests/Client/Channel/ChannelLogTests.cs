using Microsoft.Extensions.Logging;
using Peregrine.Http2;
using Peregrine.Tests.Server;

namespace Peregrine.Tests.Client.Channel;

public sealed class ChannelLogTests
{
    [Fact]
    public async Task A_channel_says_what_it_goes_through_and_never_above_Information()
    {
        using var log = new ListLoggerFactory();
        await using (ScriptedChannel script = ScriptedChannel.Create(time => new GrpcChannelOptions { TimeProvider = time, LoggerFactory = log }))
        {
            AsyncUnaryCall<string> call = script.Unary();
            (await script.Connector.NextAttemptAsync()).Refuse(ConnectStage.Tls, "no common cipher");
            await call.AsResult();
            await script.Channel.FlushControlAsync();
        }
        Assert.Contains(log.Lines, line => line.Event.Id == 102 && line.Text.Contains("no common cipher", StringComparison.Ordinal));
        Assert.Contains(log.Lines, line => line.Event.Id == 101 && line.Text.Contains("TransientFailure", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Lines, line => line.Level > LogLevel.Information);
    }
}
