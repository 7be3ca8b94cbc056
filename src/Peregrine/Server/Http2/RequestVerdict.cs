namespace Peregrine.Server;

/// <summary>What becomes of a request, judged by its headers alone.</summary>
/// <param name="HttpStatus">200, or what HTTP says to a request that is no gRPC.</param>
/// <param name="Status">OK when the call goes on.</param>
internal sealed record RequestVerdict(int HttpStatus, Status Status)
{
    public static readonly RequestVerdict GoOn = new(200, default);

    public bool IsAccepted => Status.StatusCode == StatusCode.OK;
}
