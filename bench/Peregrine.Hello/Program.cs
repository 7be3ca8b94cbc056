using System.Globalization;
using Peregrine;
using Peregrine.Hello;

// server:      serves on a free port, prints it, and ends when its input does.
// client PORT: makes one call, prints the answer and how many milliseconds after the start of its process that came.
switch (args)
{
    case ["server"]:
        await using (var server = new GrpcServer("http://127.0.0.1:0"))
        {
            server.Add(new GreeterService());
            server.Start();
            Console.WriteLine(server.Port);
            await Console.In.ReadToEndAsync();
        }
        return 0;
    case ["client", string port]:
        await using (GrpcChannel channel = GrpcChannel.ForAddress($"http://127.0.0.1:{port}"))
        {
            HelloReply reply = await new Greeter.GreeterClient(channel).SayHelloAsync(new HelloRequest { Name = "world" });
            TimeSpan sinceStart = DateTime.Now - System.Diagnostics.Process.GetCurrentProcess().StartTime;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{reply.Message}: first answer {sinceStart.TotalMilliseconds:F0} ms after the start of the process"));
        }
        return 0;
    default:
        Console.Error.WriteLine("usage: server | client PORT");
        return 2;
}
