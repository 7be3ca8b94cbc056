namespace Peregrine.Tests.Client.Simulation;

/// <summary>Reads a stream of responses to its end.</summary>
internal static class ReadToEnd
{
    /// <summary>The status that the reader sees, which is the one that the call itself tells.</summary>
    public static async Task<StatusCode> StatusAsync(AsyncDuplexStreamingCall<string, string> call)
    {
        Status status;
        try
        {
            while (await call.ResponseStream.MoveNext().WaitAsync(TimeSpan.FromMinutes(2)))
            {
            }
            status = Status.DefaultSuccess;
        }
        catch (RpcException e)
        {
            status = e.Status;
        }
        catch (OperationCanceledException)
        {
            status = Status.DefaultCancelled;
        }
        Assert.Equal(status.StatusCode, call.GetStatus().StatusCode);
        return status.StatusCode;
    }
}
