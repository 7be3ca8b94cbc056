using Peregrine;

namespace Users.Server.Security;

/// <summary>
/// Lets calls through whose token says that they may: UNAUTHENTICATED when nobody can tell who calls, PERMISSION_DENIED when it is known and not enough.
/// Handlers find the <see cref="Caller"/> in the call's user state.
/// </summary>
public sealed class AuthInterceptor(AccessTokens tokens) : ServerCallInterceptor
{
    private const string Scheme = "Bearer ";

    /// <inheritdoc/>
    protected override Task HandleAsync(ServerCallContext context, Func<Task> next)
    {
        if (RolePolicy.IsOpen(context.Method))
            return next();
        if (context.RequestHeaders.GetValue("authorization") is not { } authorization)
            throw new RpcException(new Status(StatusCode.Unauthenticated, "a token is needed: send the metadata 'authorization: Bearer TOKEN'"));
        // Why a token is not good is nobody's business but the log's: it would help those who try to make one.
        if (!authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || tokens.Check(authorization[Scheme.Length..]) is not { } caller)
            throw new RpcException(new Status(StatusCode.Unauthenticated, "the token is not valid"));
        if (!RolePolicy.Allows(context.Method, caller.Roles))
            throw new RpcException(new Status(StatusCode.PermissionDenied, $"{caller.Name} may not call {context.Method}"));
        context.UserState[typeof(Caller)] = caller;
        return next();
    }
}
