using Chat.V1;

namespace Chat.Server.Logs;

/// <summary>A room at one moment.</summary>
/// <param name="Members">Who is in it.</param>
/// <param name="Messages">What was said, oldest first.</param>
/// <param name="IsIncomplete">Whether more was said than is kept.</param>
/// <param name="LastNumber">The last number that the member who asks has said.</param>
internal sealed record RoomView(IReadOnlyList<Member> Members, IReadOnlyList<Event> Messages, bool IsIncomplete, long LastNumber);
