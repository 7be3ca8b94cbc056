using Peregrine.Protobuf.Tests.Wire;

namespace Peregrine.Protobuf.Tests.Messages;

public class MessagePoolTests
{
    [Fact]
    public void A_returned_message_comes_out_again_empty()
    {
        var pool = new MessagePool<Part>();
        Part first;
        using (PooledMessage<Part> lease = pool.Rent())
        {
            first = lease.Message;
            first.Name = "used";
        }

        using PooledMessage<Part> again = pool.Rent();
        Assert.Same(first, again.Message);
        Assert.Equal(new Part(), again.Message);
        using PooledMessage<Part> other = pool.Rent();
        Assert.NotSame(first, other.Message);
    }

    [Fact]
    public void A_lease_that_has_ended_gives_no_message_even_when_its_message_is_out_again()
    {
        var pool = new MessagePool<Part>(detectMisuse: false);
        PooledMessage<Part> ended = pool.Rent();
        ended.Dispose();
        using PooledMessage<Part> next = pool.Rent();
        Assert.Throws<ObjectDisposedException>(() => ended.Message);
        ended.Dispose();
        Assert.NotNull(next.Message);
    }

    [Fact]
    public void Misuse_is_detected_where_it_is_looked_for()
    {
        var pool = new MessagePool<Part>(detectMisuse: true);
        PooledMessage<Part> lease = pool.Rent();
        Part kept = lease.Message;
        lease.Dispose();
        Assert.Contains("disposed twice", Assert.Throws<InvalidOperationException>(() => lease.Dispose()).Message, StringComparison.Ordinal);
        kept.Name = "written too late";
        Assert.Contains("written too late", Assert.Throws<InvalidOperationException>(() => pool.Rent()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_looked_for_in_debug_builds() =>
        Assert.Equal(
            System.Reflection.Assembly.GetEntryAssembly()?.GetCustomAttributes(typeof(System.Diagnostics.DebuggableAttribute), false)
                .Cast<System.Diagnostics.DebuggableAttribute>().Any(static attribute => attribute.IsJITOptimizerDisabled) ?? false,
            new MessagePool<Part>().DetectsMisuse);

    [Fact]
    public void No_more_are_kept_than_the_capacity()
    {
        var pool = new MessagePool<Part>(capacity: 1);
        PooledMessage<Part> a = pool.Rent();
        PooledMessage<Part> b = pool.Rent();
        (Part first, Part second) = (a.Message, b.Message);
        a.Dispose();
        b.Dispose();
        Assert.Same(first, pool.Rent().Message);
        Assert.NotSame(second, pool.Rent().Message);
    }
}
