namespace Peregrine.Interop.Client;

/// <summary>What a case expected and what came instead.</summary>
internal sealed class InteropFailure(string message) : Exception(message)
{
    /// <summary>Ends the case when the two differ.</summary>
    public static void Unless<T>(T expected, T actual, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
            throw new InteropFailure($"{what}: expected {expected}, got {actual}");
    }

    /// <summary>Ends the case unless the call ended with the given status.</summary>
    public static async Task<RpcException> UnlessFails(StatusCode expected, Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (RpcException failure)
        {
            Unless(expected, failure.StatusCode, $"status ({failure.Status.Detail})");
            return failure;
        }
        throw new InteropFailure($"expected {expected}, but the call succeeded");
    }
}
