namespace Shop.Launcher;

/// <summary>Services that start and stop together, and of which each is started again when it dies.</summary>
internal sealed class ServiceFamily(IReadOnlyList<ServiceProcess> services, TimeSpan restartAfter)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>Runs until the token says stop (true) or a service does not start at all (false).</summary>
    public async Task<bool> RunAsync(string ready, CancellationToken stop)
    {
        try
        {
            foreach (ServiceProcess service in services)
                service.Start();
            foreach (ServiceProcess service in services)
            {
                if (!await service.IsListeningAsync().WaitAsync(stop))
                {
                    Console.Error.WriteLine($"{service.Name} did not start: see above");
                    return false;
                }
            }
            Console.WriteLine(ready);
            await Task.WhenAll(services.Select(service => KeepAsync(service, stop)));
            return true;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return true;
        }
        finally
        {
            // The gateway first, so that no caller sees the others go.
            foreach (ServiceProcess service in services.Reverse())
            {
                await service.StopAsync(s_patience);
                service.Dispose();
            }
        }
    }

    private async Task KeepAsync(ServiceProcess service, CancellationToken stop)
    {
        while (true)
        {
            int exitCode = await service.EndAsync(stop);
            Console.WriteLine($"{service.Name} has ended with code {exitCode}; it starts again in {restartAfter.TotalSeconds:0} s");
            await Task.Delay(restartAfter, stop);
            service.Start();
        }
    }
}
