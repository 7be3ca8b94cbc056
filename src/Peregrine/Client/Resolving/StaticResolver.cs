namespace Peregrine.Client;

/// <summary>Addresses that are given.</summary>
internal sealed class StaticResolver(IReadOnlyList<BackendAddress> addresses) : Resolver
{
    public override void Start(Action<ResolverResult> onResult) => onResult(ResolverResult.Success(addresses));
}
