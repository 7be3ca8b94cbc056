namespace Peregrine.Client;

/// <summary>What a name resolved to: addresses, or why there are none.</summary>
internal readonly struct ResolverResult
{
    private ResolverResult(IReadOnlyList<BackendAddress> addresses, Status failure)
    {
        Addresses = addresses;
        Failure = failure;
    }

    public IReadOnlyList<BackendAddress> Addresses { get; }

    public Status Failure { get; }

    public bool IsFailure => Failure.StatusCode != StatusCode.OK;

    public static ResolverResult Success(IReadOnlyList<BackendAddress> addresses) => new(addresses, default);

    public static ResolverResult Fail(Status status) => new([], status);
}
