using Microsoft.CodeAnalysis.Text;
using Peregrine.Build.Inputs;

namespace Peregrine.Build.Tests.Inputs;

public sealed class ImportScannerTests
{
    [Theory]
    [InlineData("import \"a.proto\";", "a.proto")]
    [InlineData("import public \"a.proto\"; import weak 'b.proto'; import option \"c.proto\";", "a.proto b.proto c.proto")]
    [InlineData("import/* by whom */\n// and why\n\"a.proto\";", "a.proto")]
    [InlineData("// import \"a.proto\";\n/* import \"b.proto\"; */", "")]
    [InlineData("option java_package = \"import \\\"a.proto\\\"\";", "")]
    [InlineData("message M { string import = 1; } import \"a.proto\"", "a.proto")]
    [InlineData("import \"unfinished", "unfinished")]
    [InlineData("import", "")]
    [InlineData("/* unfinished", "")]
    [InlineData("import \"\\", "\\")]
    public void Imports_are_found_and_nothing_in_comments_or_other_strings(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', ImportScanner.Scan(SourceText.From(text))));
}
