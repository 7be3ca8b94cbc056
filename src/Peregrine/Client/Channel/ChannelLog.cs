using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Peregrine.Calls;

namespace Peregrine.Client;

/// <summary>The log lines of a channel, with their event ids. What every failed call is told anyway is no line above Information.</summary>
internal sealed partial class ChannelLog(ILoggerFactory? factory)
{
    private readonly ILogger _logger = factory is null ? NullLogger.Instance : new HarmlessLogger(factory.CreateLogger("Peregrine.Client"));

    [LoggerMessage(101, LogLevel.Debug, "The channel to {Target} is {State}.")]
    public partial void StateChanged(string target, ConnectivityState state);

    [LoggerMessage(102, LogLevel.Information, "The channel to {Target} could not connect and tries again in {Wait}: {Reason}")]
    public partial void ConnectFailed(string target, TimeSpan wait, string reason);

    [LoggerMessage(103, LogLevel.Information, "The name of the channel to {Target} could not be resolved: {Reason}")]
    public partial void ResolutionFailed(string target, string reason);
}
