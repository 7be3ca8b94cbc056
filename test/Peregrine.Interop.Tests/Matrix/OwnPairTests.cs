using Peregrine.Interop.Client;

namespace Peregrine.Interop.Tests.Matrix;

[Collection(MatrixCollectionDefinition.Name)]
public sealed class OwnPairTests(OwnServers servers, MatrixReport report)
{
    /// <summary>All that our client has, the cases that are not official too.</summary>
    public static TheoryData<string, bool> Cases
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (InteropCase test in InteropCase.All)
            {
                data.Add(test.Name, false);
                data.Add(test.Name, true);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Our_client_passes_against_our_server(string testCase, bool tls) =>
        report.RunAsync(null, null, testCase, tls, () => OwnServers.RunAsync(testCase, servers.Port(tls, testCase), tls));
}
