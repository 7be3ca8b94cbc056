using Peregrine;

namespace Quickstart;

/// <summary>The server's half: derives from the generated class and overrides what it serves.</summary>
internal sealed class BookshopService : Bookshop.BookshopBase
{
    private static readonly Dictionary<string, Book> s_books = new[]
    {
        new Book { Isbn = "978-0131103627", Title = "The C Programming Language", PriceInCents = 5999, Authors = { "Kernighan", "Ritchie" } },
        new Book { Isbn = "978-0201633467", Title = "TCP/IP Illustrated", PriceInCents = 7450, Authors = { "Stevens" } },
        new Book { Isbn = "978-0262510875", Title = "Structure and Interpretation of Computer Programs", PriceInCents = 6500, Authors = { "Abelson", "Sussman" } },
    }.ToDictionary(book => book.Isbn);

    public override Task<Book> GetBook(GetBookRequest request, ServerCallContext context) => Task.FromResult(Find(request.Isbn));

    public override async Task ListBooks(ListBooksRequest request, IServerStreamWriter<Book> responseStream, ServerCallContext context)
    {
        foreach (Book book in s_books.Values.Take(request.Limit ?? int.MaxValue))
            await responseStream.WriteAsync(book);
    }

    public override async Task<DeliverySummary> TakeDelivery(IAsyncStreamReader<DeliveredBook> requestStream, ServerCallContext context)
    {
        var summary = new DeliverySummary();
        await foreach (DeliveredBook delivered in requestStream)
        {
            summary.Copies += delivered.Copies;
            summary.CopiesByIsbn[delivered.Isbn] = summary.CopiesByIsbn.TryGetValue(delivered.Isbn, out int before) ? before + delivered.Copies : delivered.Copies;
        }
        return summary;
    }

    public override async Task Checkout(IAsyncStreamReader<ScannedBook> requestStream, IServerStreamWriter<RunningTotal> responseStream, ServerCallContext context)
    {
        int total = 0;
        await foreach (ScannedBook scanned in requestStream)
        {
            Book book = Find(scanned.Isbn);
            total += book.PriceInCents;
            await responseStream.WriteAsync(new RunningTotal { Title = book.Title, TotalInCents = total });
        }
    }

    public override async Task<CountStockReply> CountStock(CountStockRequest request, ServerCallContext context)
    {
        // The token is cancelled when the caller's deadline passes, so that nobody counts for a caller who has gone.
        await Task.Delay(TimeSpan.FromMinutes(1), context.CancellationToken);
        return new CountStockReply { Books = s_books.Count };
    }

    private static Book Find(string isbn) => s_books.TryGetValue(isbn, out Book? book)
        ? book
        : throw new RpcException(new Status(StatusCode.NotFound, $"there is no book with the ISBN {isbn}"));
}
