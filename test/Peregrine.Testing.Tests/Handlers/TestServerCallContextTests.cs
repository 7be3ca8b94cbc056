namespace Peregrine.Testing.Tests.Handlers;

public sealed class TestServerCallContextTests
{
    private static readonly DuplexStreamingServerMethod<string, string> s_greetAll = async (requests, responses, context) =>
    {
        await context.WriteResponseHeadersAsync(new Metadata { { "early", "yes" } });
        int count = 0;
        await foreach (string request in requests)
        {
            count++;
            await responses.WriteAsync($"{request} for {context.RequestHeaders.GetValue("user")}");
        }
        context.ResponseTrailers.Add("count", count.ToString(System.Globalization.CultureInfo.InvariantCulture));
    };

    [Fact]
    public async Task A_handler_is_called_as_the_method_it_is()
    {
        using var cancellation = new CancellationTokenSource();
        var context = new TestServerCallContext { Headers = new Metadata { { "user", "ann" } }, Cancellation = cancellation.Token };
        var responses = new TestStreamWriter<string>();
        await s_greetAll(new TestStreamReader<string>("x", "y"), responses, context);
        Assert.Equal(["x for ann", "y for ann"], responses.Messages);
        Assert.Equal("2", context.ResponseTrailers.GetValue("count"));
        Assert.Equal("yes", context.SentHeaders!.GetValue("early"));
        Assert.Equal(cancellation.Token, context.CancellationToken);
    }

    [Fact]
    public async Task Response_headers_are_sent_once()
    {
        var context = new TestServerCallContext();
        await context.WriteResponseHeadersAsync([]);
        await Assert.ThrowsAsync<InvalidOperationException>(() => context.WriteResponseHeadersAsync([]));
    }
}
