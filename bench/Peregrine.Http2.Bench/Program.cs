using System.Globalization;
using Peregrine.Http2.Bench;

// What one unary exchange costs in HTTP/2 itself: no sockets, no messages, one thread; time is the thread's own, so that neighbours do not count.
Console.WriteLine("HTTP/2 core, unary exchange of 23 bytes: thread CPU ns per exchange, bytes allocated per exchange");
Console.WriteLine($"{"in flight",-10} {"headers",-22} {"server ns",10} {"client ns",10} {"bytes",8}");
foreach (bool varying in new[] { false, true })
{
    foreach (int inFlight in new[] { 10, 100, 1000 })
    {
        var loop = new ExchangeLoop(varying);
        Sample best = Enumerable.Range(0, 5).Select(_ => loop.Run(inFlight, 400_000 / inFlight)).MinBy(s => s.Server);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{inFlight,-10} {(varying ? "repeat, tail varies" : "repeat"),-22} {best.Server,10:F1} {best.Client,10:F1} {best.Allocated,8:F2}"));
    }
}
