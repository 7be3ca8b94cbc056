using System.Collections.Concurrent;

namespace Peregrine.Http2.Tests.Transport;

/// <summary>Answers as <see cref="HelloServer"/> does, and <c>/large</c> with more than anybody's buffers hold. Holds no reference to a connection that it watches.</summary>
internal sealed class WatchedServer
{
    private readonly TaskCompletionSource<WeakReference> _abuser = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _reported = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _watchesNext;

    /// <summary>The connection of the abuser, once it has been accepted.</summary>
    public Task<WeakReference> Abuser => _abuser.Task;

    /// <summary>Ends when the abuser's connection has ended.</summary>
    public Task Gone => _gone.Task;

    /// <summary>Ends with the first report.</summary>
    public Task Reported => _reported.Task;

    /// <summary>What was reported of the abuser.</summary>
    public ConcurrentQueue<AbuseReport> Reports { get; } = new();

    public void NextIsTheAbuser() => _watchesNext = true;

    public Http2ConnectionObserver Accept(Http2Connection connection)
    {
        if (!_watchesNext) return HelloServer.Instance;
        _watchesNext = false;
        _abuser.SetResult(new WeakReference(connection));
        return new Observer(this);
    }

    private sealed class Observer(WatchedServer watch) : Http2ConnectionObserver
    {
        private static readonly byte[] s_large = new byte[16 << 20];
        private static readonly HeaderList s_ok = HeaderList.Create((":status", "200"));

        public override Http2StreamObserver? AcceptStream(Http2Connection connection, Http2Stream stream, in HeaderBlock headers, bool endStream)
        {
            if (!endStream) return new Sink();
            var tail = new HeaderFields();
            headers.TryGet(":path"u8, out ReadOnlySpan<byte> path);
            bool large = path.SequenceEqual("/large"u8);
            if (!large) tail.Add("x-large", new string('x', 4000));
            stream.SendHeaders(s_ok, tail, endStream: !large);
            if (large) stream.SendData(s_large, endStream: true);
            return new Sink();
        }

        public override void OnAbuse(Http2Connection connection, in AbuseReport report)
        {
            watch.Reports.Enqueue(report);
            watch._reported.TrySetResult();
        }

        public override void OnClosed(Http2Connection connection, in ConnectionEnd end) => watch._gone.TrySetResult();
    }

    private sealed class Sink : Http2StreamObserver
    {
        public override int OnData(Http2Stream stream, ReadOnlySpan<byte> data, bool endStream) => data.Length;

        public override void OnClosed(Http2Stream stream, in StreamEnd end) => stream.Release();
    }
}
