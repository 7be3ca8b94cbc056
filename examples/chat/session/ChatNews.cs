using Chat.V1;
using Peregrine;

namespace Chat;

/// <summary>One of three things that a member hears.</summary>
/// <param name="Joined">It is in the room; the messages of the history follow as events.</param>
/// <param name="Event">Something happened in the room.</param>
/// <param name="Lost">The connection is lost, for this reason; another one is being made.</param>
public sealed record ChatNews(Joined? Joined = null, Event? Event = null, Status? Lost = null);
