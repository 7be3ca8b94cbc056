namespace Peregrine.Client;

/// <summary>The statuses that a channel's own parts may give a call (gRFC A54, rule 14).</summary>
internal static class ControlPlaneStatus
{
    /// <summary>The same status, or INTERNAL where its code is one that only the application at the other end may mean.</summary>
    public static Status Restrict(in Status status, string source) => status.StatusCode switch
    {
        StatusCode.OK or StatusCode.InvalidArgument or StatusCode.NotFound or StatusCode.AlreadyExists or StatusCode.FailedPrecondition
            or StatusCode.Aborted or StatusCode.OutOfRange or StatusCode.DataLoss =>
            new Status(StatusCode.Internal, $"{source} gave {status.StatusCode}, which only a server may give: {status.Detail}", status.DebugException),
        _ => status,
    };
}
