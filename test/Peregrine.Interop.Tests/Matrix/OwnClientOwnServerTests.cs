using Peregrine.Interop.Client;

namespace Peregrine.Interop.Tests.Matrix;

public sealed class OwnClientOwnServerTests(OwnServers servers) : IClassFixture<OwnServers>
{
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
    public Task Our_client_passes_against_our_server(string testCase, bool tls) => OwnServers.RunAsync(testCase, servers.Port(tls), tls);
}
