namespace Peregrine.Http2.Tests.Session;

public sealed class HandlerProfileTests
{
    [Fact]
    public void A_method_whose_calls_all_block_is_dispatched_soon()
    {
        var profile = new HandlerProfile();
        for (int i = 0; i < 7; i++) profile.Observe(items: 1, slow: true);
        Assert.False(profile.IsDispatched);
        profile.Observe(items: 1, slow: true);
        Assert.True(profile.IsDispatched);
    }

    [Fact]
    public void A_method_of_which_one_call_in_ten_thousand_blocks_stays_inline()
    {
        var profile = new HandlerProfile();
        for (int i = 0; i < 1_000; i++) profile.Observe(items: 10_000, slow: true);
        Assert.False(profile.IsDispatched);
    }

    [Fact]
    public void A_method_that_stopped_blocking_comes_back()
    {
        var profile = new HandlerProfile();
        for (int i = 0; i < 8; i++) profile.Observe(items: 1, slow: true);
        Assert.True(profile.IsDispatched);
        for (int i = 0; i < 100 && profile.IsDispatched; i++) profile.Observe(items: 1_000, slow: false);
        Assert.False(profile.IsDispatched);
    }

    [Fact]
    public void Between_the_two_thresholds_a_method_stays_where_it_is()
    {
        var inline = new HandlerProfile();
        var dispatched = new HandlerProfile();
        for (int i = 0; i < 8; i++) dispatched.Observe(items: 1, slow: true);
        for (int i = 0; i < 1_000; i++)
        {
            inline.Observe(items: 2 * HandlerProfile.SlowPerItems, slow: true);
            dispatched.Observe(items: 2 * HandlerProfile.SlowPerItems, slow: true);
        }

        Assert.False(inline.IsDispatched);
        Assert.True(dispatched.IsDispatched);
    }

    [Fact]
    public void What_the_user_said_is_not_overruled()
    {
        var inline = new HandlerProfile(HandlerMode.Inline);
        var dispatch = new HandlerProfile(HandlerMode.Dispatch);
        for (int i = 0; i < 100; i++)
        {
            inline.Observe(items: 1, slow: true);
            dispatch.Observe(items: 100_000, slow: false);
        }

        Assert.False(inline.IsDispatched);
        Assert.True(dispatch.IsDispatched);
    }
}
