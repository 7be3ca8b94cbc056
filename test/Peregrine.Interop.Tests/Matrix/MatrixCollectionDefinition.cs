namespace Peregrine.Interop.Tests.Matrix;

/// <summary>The classes whose tests are cells of one report.</summary>
[CollectionDefinition(Name)]
public sealed class MatrixCollectionDefinition : ICollectionFixture<MatrixReport>, ICollectionFixture<OwnServers>, ICollectionFixture<PeerServers>, ICollectionFixture<PeerClientRuns>,
    ICollectionFixture<NegativeServers>
{
    public const string Name = "Interop matrix";
}
