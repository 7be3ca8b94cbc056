using Peregrine.Protobuf.Reflection;

namespace Peregrine.Protobuf.Tests.Reflection;

public class FieldMaskTreeTests
{
    [Theory]
    [InlineData("a,b", "a,b")]
    [InlineData("b,a,b", "a,b")]
    [InlineData("a.b,a", "a")]
    [InlineData("a,a.b.c", "a")]
    [InlineData("a.c,a.b", "a.b,a.c")]
    [InlineData("", "")]
    public void Paths_are_sorted_and_those_under_others_dropped(string paths, string normal) =>
        Assert.Equal(Split(normal), FieldMaskTree.Of(Split(paths)).ToPaths());

    [Theory]
    [InlineData("a,b", "b,c", "b")]
    [InlineData("a", "a.b", "a.b")]
    [InlineData("a.b,a.c", "a", "a.b,a.c")]
    [InlineData("a.b", "a.c", "")]
    [InlineData("a.b.c", "a.b", "a.b.c")]
    public void An_intersection_has_what_is_in_both(string left, string right, string both) =>
        Assert.Equal(Split(both), FieldMaskTree.Of(Split(left)).Intersect(FieldMaskTree.Of(Split(right))).ToPaths());

    private static string[] Split(string paths) => paths.Split(',', StringSplitOptions.RemoveEmptyEntries);
}
