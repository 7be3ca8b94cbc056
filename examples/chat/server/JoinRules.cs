using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Chat.V1;
using Peregrine;

namespace Chat.Server;

/// <summary>What a client must keep to; what does not is INVALID_ARGUMENT, and says why.</summary>
internal static partial class JoinRules
{
    public const int MaxTextLength = 16_000;
    private const int MinSessionLength = 16;

    /// <summary>The join that a call begins with, checked, and the member that it makes.</summary>
    public static (Join Join, Member Member) Check(ClientMessage first)
    {
        Join join = first.Join ?? throw Invalid("the first message of a call is a join");
        if (!RoomName().IsMatch(join.Room))
            throw Invalid($"a room has 1 to 40 letters, digits, '-' and '_' as its name, not '{join.Room}'");
        string name = join.Name.Trim();
        if (name.Length is 0 or > 40 || name.Any(char.IsControl))
            throw Invalid("a name has 1 to 40 characters");
        if (join.Session.Length < MinSessionLength)
            throw Invalid($"a session has at least {MinSessionLength} characters, not {join.Session.Length}");
        if (join.After < 0 || join.History < 0)
            throw Invalid("after and history are not negative");
        string id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(join.Session)))[..16];
        return (join, new Member { Id = id, Name = name });
    }

    /// <summary>What a member says, checked.</summary>
    public static Say Check(ClientMessage message, long lastNumber)
    {
        Say say = message.Say ?? throw Invalid("after the join comes what the member says");
        if (say.Text.Length is 0 or > MaxTextLength)
            throw Invalid($"a text has 1 to {MaxTextLength} characters, not {say.Text.Length}");
        return say.Number > lastNumber ? say : throw Invalid($"the numbers of what is said rise: {say.Number} comes after {lastNumber}");
    }

    private static RpcException Invalid(string why) => new(new Status(StatusCode.InvalidArgument, why));

    [GeneratedRegex(@"^[\w-]{1,40}\z")]
    private static partial Regex RoomName();
}
