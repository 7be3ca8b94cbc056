namespace Peregrine.Tests;

public sealed class StatusCodeNamesTests
{
    [Theory]
    [InlineData(StatusCode.OK, "OK")]
    [InlineData(StatusCode.Cancelled, "CANCELLED")]
    [InlineData(StatusCode.NotFound, "NOT_FOUND")]
    [InlineData(StatusCode.Unauthenticated, "UNAUTHENTICATED")]
    [InlineData((StatusCode)17, "UNKNOWN")]
    [InlineData((StatusCode)(-1), "UNKNOWN")]
    public void A_code_has_the_name_that_statuscodes_md_gives_it(StatusCode code, string name) => Assert.Equal(name, code.ToProtocolName());

    [Fact]
    public void Every_code_has_a_name_that_is_its_own_in_capitals() => Assert.All(
        Enum.GetValues<StatusCode>(),
        code => Assert.Equal(code.ToString(), code.ToProtocolName().Replace("_", "", StringComparison.Ordinal), ignoreCase: true));
}
