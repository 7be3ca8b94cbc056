using Microsoft.Extensions.Logging;

namespace Peregrine.Tests.Server;

internal sealed record LogLine(LogLevel Level, EventId Event, string Text, Exception? Exception);
