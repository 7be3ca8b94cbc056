using Peregrine;
using Peregrine.Rpc;

namespace Users.Server.Services;

/// <summary>The errors of this service, as exceptions to throw.</summary>
internal static class Refusal
{
    /// <summary>There is no such user.</summary>
    public static RpcException NotFound() => new(new Peregrine.Status(StatusCode.NotFound, "User not found"));

    /// <summary>Another user has the address.</summary>
    public static RpcException EmailTaken() => new(new Peregrine.Status(StatusCode.AlreadyExists, "another user has this email address"));

    /// <summary>Fields of the request are wrong; nothing when none is.</summary>
    public static void ThrowIfAny(IReadOnlyCollection<(string Field, string Problem)> violations)
    {
        if (violations.Count == 0)
            return;
        var details = new BadRequest();
        foreach ((string field, string problem) in violations)
            details.FieldViolations.Add(new BadRequest.FieldViolation { Field = field, Description = problem });
        throw Peregrine.Rpc.Status.Create(StatusCode.InvalidArgument, string.Join("; ", violations.Select(violation => $"{violation.Field} {violation.Problem}")), details).ToRpcException();
    }
}
