namespace Users.Server.Security;

/// <summary>Which role may call which method. What is not listed here is nobody's: a new method is closed until somebody thinks about it.</summary>
internal static class RolePolicy
{
    /// <summary>May look.</summary>
    public const string Reader = "reader";

    /// <summary>May look and change.</summary>
    public const string Editor = "editor";

    /// <summary>May do everything.</summary>
    public const string Admin = "admin";

    private static readonly Dictionary<string, string[]> s_roles = new()
    {
        ["/user.UserService/GetUser"] = [Reader, Editor, Admin],
        ["/user.UserService/ListUsers"] = [Reader, Editor, Admin],
        ["/user.UserService/StreamUsers"] = [Reader, Editor, Admin],
        ["/user.UserService/BidirectionalStream"] = [Reader, Editor, Admin],
        ["/user.UserService/CreateUser"] = [Editor, Admin],
        ["/user.UserService/CreateUserStream"] = [Editor, Admin],
        ["/user.UserService/UpdateUser"] = [Editor, Admin],
        ["/user.UserService/DeleteUser"] = [Admin],
        ["/community.UserService/GetUser"] = [Reader, Editor, Admin],
        ["/community.UserService/ListUsers"] = [Reader, Editor, Admin],
        ["/community.UserService/CreateUsers"] = [Editor, Admin],
        ["/community.UserService/Chat"] = [Reader, Editor, Admin],
    };

    /// <summary>Whether the method may be called by anybody: what tools and balancers ask.</summary>
    public static bool IsOpen(string method) =>
        method.StartsWith("/grpc.health.", StringComparison.Ordinal) || method.StartsWith("/grpc.reflection.", StringComparison.Ordinal);

    /// <summary>Whether one of the roles may call the method.</summary>
    public static bool Allows(string method, IEnumerable<string> roles) => s_roles.TryGetValue(method, out string[]? allowed) && roles.Any(allowed.Contains);
}
