using Peregrine;

namespace Quickstart;

/// <summary>The client's half: makes one call of each kind through the generated stub, and two that fail.</summary>
internal static class BookshopTour
{
    public static async Task RunAsync(Bookshop.BookshopClient client)
    {
        Title("Unary: one request, one response");
        Book book = await client.GetBookAsync(new GetBookRequest { Isbn = "978-0131103627" });
        Tell($"{book.Title}, by {string.Join(" and ", book.Authors)}, costs {Price(book.PriceInCents)}");

        Title("Server streaming: one request, many responses");
        using (AsyncServerStreamingCall<Book> shelf = client.ListBooks(new ListBooksRequest()))
        {
            await foreach (Book listed in shelf.ResponseStream)
                Tell($"{listed.Isbn}  {listed.Title}");
        }

        Title("Client streaming: many requests, one response");
        using (AsyncClientStreamingCall<DeliveredBook, DeliverySummary> delivery = client.TakeDelivery())
        {
            await delivery.RequestStream.WriteAsync(new DeliveredBook { Isbn = "978-0131103627", Copies = 12 });
            await delivery.RequestStream.WriteAsync(new DeliveredBook { Isbn = "978-0201633467", Copies = 5 });
            await delivery.RequestStream.CompleteAsync();
            DeliverySummary summary = await delivery;
            Tell($"the shop took {summary.Copies} copies of {summary.CopiesByIsbn.Count} books");
        }

        Title("Duplex streaming: both at their own pace");
        using (AsyncDuplexStreamingCall<ScannedBook, RunningTotal> till = client.Checkout())
        {
            foreach (string isbn in new[] { "978-0262510875", "978-0201633467" })
            {
                await till.RequestStream.WriteAsync(new ScannedBook { Isbn = isbn });
                await till.ResponseStream.MoveNext(CancellationToken.None);
                Tell($"scanned {till.ResponseStream.Current.Title}: {Price(till.ResponseStream.Current.TotalInCents)} so far");
            }
            await till.RequestStream.CompleteAsync();
        }

        Title("An error has a status: a code for programs, a text for people");
        await TellFailure(async () => await client.GetBookAsync(new GetBookRequest { Isbn = "978-0000000000" }));

        Title("A deadline: the client waits 100 ms for a count that takes a minute");
        await TellFailure(async () => await client.CountStockAsync(new CountStockRequest(), deadline: DateTime.UtcNow.AddMilliseconds(100)));
    }

    private static async Task TellFailure(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (RpcException failure)
        {
            Tell($"{failure.StatusCode}: {failure.Status.Detail}");
            return;
        }
        throw new InvalidOperationException("the call succeeded, which it should not have");
    }

    private static void Title(string text) => Console.WriteLine($"{Environment.NewLine}{text}");

    private static void Tell(string text) => Console.WriteLine($"  {text}");

    private static string Price(int cents) => (cents / 100m).ToString("0.00", System.Globalization.CultureInfo.InvariantCulture);
}
