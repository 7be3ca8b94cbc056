using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Examples.Tests.Programs;

namespace Examples.Tests.Shop;

/// <summary>The program that starts the three services.</summary>
public sealed class ShopLauncherTests
{
    [Fact]
    public async Task A_service_that_dies_is_missed_and_comes_back_by_itself_and_Ctrl_C_ends_all()
    {
        var shop = new RunningShop();
        await shop.InitializeAsync();
        try
        {
            using (await ReplaceAsync(shop.Launcher, "user-service", shop.Ports.Users))
            {
                ShopAnswer without = await shop.Client.GetUntilAsync("/api/users/1", answer => answer.Status != HttpStatusCode.OK);
                Assert.Equal(HttpStatusCode.ServiceUnavailable, without.Status);
            }
            Assert.Equal(3, (await shop.Client.GetWholeAsync("/api/users/1")).Orders.Count());

            using (await ReplaceAsync(shop.Launcher, "order-service", shop.Ports.Orders))
            {
                ShopAnswer poor = await shop.Client.GetUntilAsync("/api/users/1", answer => answer.Warning is not null);
                Assert.Equal(HttpStatusCode.OK, poor.Status);
                Assert.Empty(poor.Orders);
            }
            Assert.Equal(3, (await shop.Client.GetWholeAsync("/api/users/1")).Orders.Count());

            shop.Launcher.Interrupt();
            Assert.Equal(0, await shop.Launcher.ExitCodeAsync());
            foreach (string service in new[] { "order-service", "user-service", "api-gateway" })
                Assert.Matches($@"{service} *\| stopped", shop.Launcher.Output);
        }
        finally
        {
            await shop.DisposeAsync();
        }
    }

    [Fact]
    public async Task Services_do_not_outlive_a_launcher_that_is_killed()
    {
        var shop = new RunningShop();
        await shop.InitializeAsync();
        try
        {
            int launcher = shop.Launcher.Id;
            using (Process process = Process.GetProcessById(launcher))
                process.Kill(entireProcessTree: false);
            long end = Environment.TickCount64 + (long)ExampleProcess.Limit.TotalMilliseconds;
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
            while (await AnswersAsync(shop.Client))
            {
                Assert.True(Environment.TickCount64 < end, "the gateway still answers");
                await timer.WaitForNextTickAsync();
            }
        }
        finally
        {
            await shop.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named_and_ends_the_program()
    {
        var shop = new RunningShop();
        using var taken = new TcpListener(IPAddress.Loopback, shop.Ports.Orders);
        taken.Start();
        await using ExampleProcess launcher = ExampleProcess.Start("shop", "shop", shop.Switches);

        Assert.Equal(1, await launcher.ExitCodeAsync());
        Assert.Contains($"127.0.0.1:{shop.Ports.Orders}", launcher.Output, StringComparison.Ordinal);
        Assert.Contains("order-service did not start", launcher.Error, StringComparison.Ordinal);
    }

    private static async Task<bool> AnswersAsync(ShopClient client)
    {
        try
        {
            await client.GetAsync("/api/users/abc");
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    // Kills a service and takes its port, where nobody answers, so that it cannot come back before the test has seen what it is missed for.
    private static async Task<Socket> ReplaceAsync(ExampleProcess launcher, string service, int port)
    {
        while (true)
        {
            await launcher.WaitForLineAsync($@"^{service} is process (\d+)");
            string number = Regex.Matches(launcher.Output, $@"^{service} is process (\d+)", RegexOptions.Multiline)[^1].Groups[1].Value;
            using (Process? process = Find(int.Parse(number, CultureInfo.InvariantCulture)))
            {
                process?.Kill();
                await (process?.WaitForExitAsync() ?? Task.CompletedTask).WaitAsync(ExampleProcess.Limit);
            }
            var place = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                place.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return place;
            }
            catch (SocketException)
            {
                // The launcher was quicker and has it running again.
                place.Dispose();
            }
        }
    }

    private static Process? Find(int number)
    {
        try
        {
            return Process.GetProcessById(number);
        }
        catch (ArgumentException)
        {
            // It has ended by itself.
            return null;
        }
    }
}
