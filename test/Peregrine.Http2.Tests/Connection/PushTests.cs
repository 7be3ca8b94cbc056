using System.Diagnostics;
using Peregrine.Testing;

namespace Peregrine.Http2.Tests.Connection;

[Spec("RFC9113 §8.4")]
public sealed class PushTests
{
    [ToolFact("nghttp", "nghttp2-client")]
    public async Task A_client_that_nobody_here_wrote_takes_what_we_push()
    {
        foreach (TransportEngine engine in OperatingSystem.IsLinux() ? [TransportEngine.Epoll, TransportEngine.Socket] : (TransportEngine[])[TransportEngine.Socket])
            await PushAsync(engine);
    }

    private static async Task PushAsync(TransportEngine engine)
    {
        await using Http2Listener listener = Http2Server.Listen(Http2Endpoint.Parse("127.0.0.1:0"), new Http2ListenOptions { Engine = engine }, _ => new Pusher());
        using var nghttp = Process.Start(new ProcessStartInfo("nghttp", ["-v", $"http://127.0.0.1:{listener.Port}/page"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        string output = await nghttp.StandardOutput.ReadToEndAsync(timeout.Token);
        await nghttp.WaitForExitAsync(timeout.Token);
        Assert.Equal(0, nghttp.ExitCode);
        Assert.Contains("recv PUSH_PROMISE frame", output, StringComparison.Ordinal);
        Assert.Contains("promised_stream_id=2", output, StringComparison.Ordinal);
        Assert.Contains("pushed style", output, StringComparison.Ordinal);
        Assert.Contains("the page", output, StringComparison.Ordinal);
    }

    private sealed class Pusher : Http2ConnectionObserver
    {
        private static readonly HeaderList s_ok = HeaderList.Create((":status", "200"));

        public override Http2StreamObserver? AcceptStream(Http2Connection connection, Http2Stream stream, in HeaderBlock headers, bool endStream)
        {
            Assert.True(headers.TryGet(":authority"u8, out ReadOnlySpan<byte> authority));
            HeaderList request = HeaderList.Create((":method", "GET"), (":scheme", "http"), (":path", "/style.css"), (":authority", System.Text.Encoding.ASCII.GetString(authority)));
            if (stream.TryPush(new Silent(), request, out Http2Stream? pushed))
            {
                pushed!.SendHeaders(s_ok, null, endStream: false);
                pushed.SendData("pushed style"u8, endStream: true);
            }
            stream.SendHeaders(s_ok, null, endStream: false);
            stream.SendData("the page"u8, endStream: true);
            return new Silent();
        }
    }

    private sealed class Silent : Http2StreamObserver
    {
        public override int OnData(Http2Stream stream, ReadOnlySpan<byte> data, bool endStream) => data.Length;

        public override void OnClosed(Http2Stream stream, in StreamEnd end) { }
    }
}
