using Examples.Tests.Programs;

namespace Examples.Tests;

public sealed class QuickstartTests
{
    [Fact]
    public async Task The_quickstart_makes_a_call_of_each_kind_fails_twice_as_it_should_and_ends_well()
    {
        await using ExampleProcess process = ExampleProcess.Start("quickstart", "quickstart");

        int exitCode = await process.ExitCodeAsync();
        string output = process.Output;

        Assert.True(exitCode == 0, output + process.Error);
        Assert.Collection(
            output.Split('\n').Where(line => line.StartsWith("  ", StringComparison.Ordinal)).Select(line => line.Trim()),
            line => Assert.Equal("The C Programming Language, by Kernighan and Ritchie, costs 59.99", line),
            line => Assert.Equal("978-0131103627  The C Programming Language", line),
            line => Assert.Equal("978-0201633467  TCP/IP Illustrated", line),
            line => Assert.Equal("978-0262510875  Structure and Interpretation of Computer Programs", line),
            line => Assert.Equal("the shop took 17 copies of 2 books", line),
            line => Assert.Equal("scanned Structure and Interpretation of Computer Programs: 65.00 so far", line),
            line => Assert.Equal("scanned TCP/IP Illustrated: 139.50 so far", line),
            line => Assert.Equal("NotFound: there is no book with the ISBN 978-0000000000", line),
            line => Assert.StartsWith("DeadlineExceeded: ", line, StringComparison.Ordinal));
    }
}
