using Peregrine.Http2.FlowControl;
using Peregrine.Testing;

namespace Peregrine.Http2.Tests.FlowControl;

[Spec("RFC9113 §5.2, §6.9")]
public sealed class ReceiveWindowTests
{
    [Fact]
    public void More_than_the_window_is_refused()
    {
        var window = new ReceiveWindow(10);
        Assert.True(window.TryReceive(10));
        Assert.False(window.TryReceive(1));
    }

    [Fact]
    public void Credit_is_announced_once_half_the_window_is_owed()
    {
        var window = new ReceiveWindow(100);
        Assert.True(window.TryReceive(100));
        Assert.Equal(0, window.Consume(49));
        Assert.Equal(50, window.Consume(1));
        Assert.Equal(50, window.Available);
        Assert.Equal(50, window.Held);
    }

    [Fact]
    public void A_message_larger_than_the_window_is_lent_what_it_lacks_and_pays_it_back()
    {
        var window = new ReceiveWindow(100);
        Assert.True(window.TryReceive(60));
        Assert.Equal(0, window.Expect(500, out int lacking));
        Assert.Equal(460, lacking);
        Assert.Equal(460, window.Lend(lacking));
        Assert.True(window.TryReceive(500));
        Assert.Equal(560, window.Held);
        Assert.Equal(0, window.Available);
        // The first 460 consumed repay the loan; then the window is what it was.
        Assert.Equal(100, window.Consume(560));
        Assert.Equal(100, window.Available);
    }

    [Fact]
    public void What_is_owed_is_announced_before_anything_is_lent()
    {
        var window = new ReceiveWindow(100);
        Assert.True(window.TryReceive(40));
        Assert.Equal(0, window.Consume(40));
        Assert.Equal(40, window.Expect(100, out int lacking));
        Assert.Equal(0, lacking);
        Assert.Equal(0, window.Expect(100, out _));
    }

    [Fact]
    [Spec("RFC9113 §6.9.1")]
    public void What_is_lent_and_a_larger_window_never_exceed_what_a_window_may_be()
    {
        var window = new ReceiveWindow(1 << 20);
        long granted = window.Target;
        granted += ExpectAndLend(ref window, int.MaxValue);
        granted += window.Raise(16 << 20);
        Assert.True(granted <= FlowWindow.Max, $"{granted}");
        Assert.True(window.TryReceive(window.Available));
        granted += window.Consume(window.Held) + window.Raise(16 << 20);
        Assert.Equal(16 << 20, window.Available); // the loan is repaid, and now the window grows
        granted += ExpectAndLend(ref window, int.MaxValue);
        Assert.True(window.Available <= FlowWindow.Max - window.Target && window.Available > 0);
    }

    [Fact]
    public void Available_held_owed_and_lent_always_add_up()
    {
        var random = new Random(7);
        for (int run = 0; run < 200; run++)
        {
            int target = random.Next(1, 1000);
            var window = new ReceiveWindow(target);
            long granted = target, received = 0;
            for (int step = 0; step < 200; step++)
            {
                switch (random.Next(4))
                {
                    case 0:
                        int bytes = random.Next(0, window.Available + 1);
                        Assert.True(window.TryReceive(bytes));
                        received += bytes;
                        break;
                    case 1:
                        granted += window.Consume(random.Next(0, window.Held + 1));
                        break;
                    case 2:
                        int wanted = random.Next(0, 3000);
                        granted += ExpectAndLend(ref window, wanted);
                        Assert.True(window.Available >= wanted);
                        break;
                    default:
                        granted += window.Raise(window.Target + random.Next(0, 5));
                        break;
                }
                Assert.Equal(granted - received, window.Available);
            }
            granted += window.Consume(window.Held);
            Assert.True(window.Available > window.Target / 2 || window.Target < 2, $"{window.Available} of {window.Target}");
        }
    }

    [Fact]
    public void The_send_window_may_be_negative_but_not_overflow()
    {
        var window = new FlowWindow(100);
        window.Spend(80);
        Assert.True(window.TryGrow(-90));
        Assert.Equal(-70, window.Available);
        Assert.True(window.TryGrow(int.MaxValue));
        Assert.False(window.TryGrow(71));
        Assert.True(window.TryGrow(70));
        Assert.Equal(FlowWindow.Max, window.Available);
    }

    private static int ExpectAndLend(ref ReceiveWindow window, int bytes)
    {
        int increment = window.Expect(bytes, out int lacking);
        return lacking > 0 ? increment + window.Lend(lacking) : increment;
    }
}
