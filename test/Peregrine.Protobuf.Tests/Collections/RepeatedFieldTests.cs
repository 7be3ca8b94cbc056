namespace Peregrine.Protobuf.Tests.Collections;

public class RepeatedFieldTests
{
    [Fact]
    public void It_is_a_list_with_spans()
    {
        var field = new RepeatedField<int> { 1, 2, new[] { 3, 4 } };
        field.AddRange((ReadOnlySpan<int>)[5, 6]);
        field.Insert(0, 0);
        Assert.True(field.Remove(3));
        field.RemoveAt(0);
        Assert.Equal([1, 2, 4, 5, 6], field.AsSpan().ToArray());
        field.AsSpan()[0] = 10;
        Assert.Equal(10, field[0]);
        Assert.Equal(2, field.IndexOf(4));
        Assert.DoesNotContain(3, field);
        Assert.Equal("[10, 2, 4, 5, 6]", field.ToString());
        Assert.Throws<IndexOutOfRangeException>(() => field[5]);
    }

    [Fact]
    public void Capacity_can_be_set_and_is_kept_by_Clear()
    {
        var field = new RepeatedField<string>(10) { "a" };
        Assert.Equal(10, field.Capacity);
        field.Clear();
        Assert.Equal(10, field.Capacity);
        field.Capacity = 3;
        Assert.Equal(3, field.Capacity);
        field.AddRange((ReadOnlySpan<string>)["a", "b", "c", "d"]);
        Assert.Equal(["a", "b", "c", "d"], field);
        Assert.Throws<ArgumentOutOfRangeException>(() => field.Capacity = 3);
    }

    [Fact]
    public void Null_elements_are_refused_wherever_they_come_in()
    {
        var field = new RepeatedField<string> { "a" };
        Assert.Throws<ArgumentNullException>(() => field.Add((string)null!));
        Assert.Throws<ArgumentNullException>(() => field.Insert(0, null!));
        Assert.Throws<ArgumentNullException>(() => field[0] = null!);
        Assert.Throws<ArgumentNullException>(() => field.AddRange((ReadOnlySpan<string>)[null!]));
        Assert.Equal(["a"], field);
    }

    [Fact]
    public void Equality_is_by_elements_and_NaN_equals_itself()
    {
        Assert.Equal(new RepeatedField<double> { double.NaN, 1 }, new RepeatedField<double> { double.NaN, 1 });
        Assert.False(new RepeatedField<int> { 1, 2 }.Equals(new RepeatedField<int> { 2, 1 }));
        Assert.Equal(new RepeatedField<int> { 1, 2 }.GetHashCode(), new RepeatedField<int> { 1, 2 }.GetHashCode());
    }

    [Fact]
    public void A_clone_copies_the_messages_too()
    {
        var field = new RepeatedField<Wire.Part> { new Wire.Part { Name = "a" } };
        RepeatedField<Wire.Part> clone = field.Clone();
        clone[0].Name = "b";
        Assert.Equal("a", field[0].Name);
    }

    [Fact]
    public async Task It_can_be_enumerated_across_an_await()
    {
        int sum = 0;
        foreach (int value in new RepeatedField<int> { 1, 2, 3 })
        {
            await Task.Yield();
            sum += value;
        }

        Assert.Equal(6, sum);
    }
}
