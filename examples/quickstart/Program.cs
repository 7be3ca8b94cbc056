using System.Globalization;
using Peregrine;
using Quickstart;

// A server needs an address and a service. Port 0 takes any free port, so that this program never collides with another.
await using var server = new GrpcServer("http://127.0.0.1:0");
server.Add(new BookshopService());
server.Start();
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The server listens on 127.0.0.1:{server.Port}, the client calls it over a real socket."));

// A client needs the address and the generated stub. One channel carries any number of calls at a time.
await using GrpcChannel channel = GrpcChannel.ForAddress($"http://127.0.0.1:{server.Port}");
await BookshopTour.RunAsync(new Bookshop.BookshopClient(channel));

await server.StopAsync();
Console.WriteLine();
Console.WriteLine("The server has stopped. Read on in BookshopService.cs (the server) and BookshopTour.cs (the client).");
