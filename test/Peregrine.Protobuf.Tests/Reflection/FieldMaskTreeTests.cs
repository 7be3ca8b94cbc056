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
    [InlineData("a.b", "a.b.c", "a.b.c")]
    [InlineData("a.b,a.c.d,e", "a.c,a.b.x,f", "a.b.x,a.c.d")]
    [InlineData("a", "", "")]
    public void An_intersection_has_what_is_in_both(string left, string right, string both) =>
        Assert.Equal(Split(both), FieldMaskTree.Of(Split(left)).Intersect(FieldMaskTree.Of(Split(right))).ToPaths());

    [Fact]
    public void A_path_of_many_parts_takes_neither_the_stack_nor_memory_beyond_its_length()
    {
        string path = string.Join('.', Enumerable.Repeat("a", 100_000));
        Assert.Equal([path], FieldMaskTree.Of([path, path + ".b"]).ToPaths());
        Assert.Equal([path + ".b"], FieldMaskTree.Of([path]).Intersect(FieldMaskTree.Of([path + ".b"])).ToPaths());
    }

    private static string[] Split(string paths) => paths.Split(',', StringSplitOptions.RemoveEmptyEntries);
}
