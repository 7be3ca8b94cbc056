using Peregrine.Http2.Limits;

namespace Peregrine.Http2.Tests.Limits;

public sealed class MemoryBudgetTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    public void Whoever_takes_all_he_can_leaves_as_much_to_the_next_as_each_has(int greedy)
    {
        var budget = new MemoryBudget(1000);
        long[] held = new long[greedy];
        for (bool any = true; any;)
        {
            any = false;
            for (int i = 0; i < greedy; i++)
            {
                if (budget.TryReserveShare(1, held[i]))
                {
                    held[i]++;
                    any = true;
                }
            }
        }
        Assert.All(held, bytes => Assert.InRange(bytes, (1000 / (greedy + 1)) - 1, (1000 / (greedy + 1)) + 1));
        Assert.Equal(held.Sum(), budget.Used);
        Assert.Equal(greedy > 3, budget.IsScarce);
        Assert.True(budget.TryReserveShare(1000 / (greedy + 1) / 2, 0));
    }

    [Fact]
    public void What_may_never_be_needed_takes_no_more_than_half()
    {
        var budget = new MemoryBudget(1000);
        Assert.True(budget.TryReserveSpare(500));
        Assert.False(budget.TryReserveSpare(1));
        Assert.True(budget.TryReserve(500));
        Assert.False(budget.TryReserve(1));
        budget.Release(501);
        Assert.True(budget.TryReserveSpare(1));
    }

    [Fact]
    public async Task Many_threads_take_and_give_back_and_nothing_is_lost()
    {
        var budget = new MemoryBudget(1000);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < 20_000; i++)
            {
                if (budget.TryReserveShare(10, 0))
                {
                    Assert.InRange(budget.Used, 10, 1000);
                    budget.Release(10);
                }
            }
        })));
        Assert.Equal(0, budget.Used);
    }
}
