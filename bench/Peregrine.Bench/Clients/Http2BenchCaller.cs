using System.Diagnostics;
using System.Threading.Tasks.Sources;
using Peregrine.Http2;

namespace Peregrine.Bench.Clients;

/// <summary>Calls over Peregrine.Http2: observer of the stream, the work that continues its caller, and what the caller awaits, in one object.</summary>
internal sealed class Http2BenchCaller : BenchCaller
{
    private readonly Http2Connection _connection;
    private readonly ClientSettings _settings;
    private readonly BenchRequests _requests;
    private readonly HeaderFields _tail = new();
    private readonly byte[] _request;
    private readonly UnaryCall _call;
    private RoundTrips? _stream;

    public Http2BenchCaller(Http2Connection connection, ClientSettings settings, BenchRequests requests)
    {
        _connection = connection;
        _settings = settings;
        _request = GrpcFrame.SimpleRequest(settings.ResponseSize, settings.Payload);
        _requests = requests;
        _call = new UnaryCall(connection);
        if (!settings.Realistic) return;
        _tail.Add("grpc-timeout", "10S", HeaderIndexing.NameOnly);
        _tail.Add("x-request-id", "5f1e7a0c-1d2b", HeaderIndexing.Literal);
    }

    public override async Task UnaryCallsAsync(IOperations counted)
    {
        long began = Stopwatch.GetTimestamp();
        while (counted.GoesOn)
        {
            await _call.Start(_requests.Unary, _tail.Count == 0 ? null : _tail, _request);
            began = counted.Ended(began);
        }
    }

    public override ValueTask OpenStreamAsync()
    {
        _stream = new RoundTrips(_connection);
        return _stream.OpenAsync(_requests.Streaming);
    }

    public override ValueTask RoundTripAsync() => _stream!.GoAsync(_request);

    public override ValueTask CloseStreamAsync() => _stream!.CloseAsync();

    public override ValueTask ServerStreamAsync(Action message) =>
        new MessageStream(_connection, message).ReadAsync(_requests.ServerStream, GrpcFrame.StreamRequest(_settings.Count, _settings.ResponseSize));

    private static void Check(in HeaderBlock headers)
    {
        if (headers.TryGet("grpc-status"u8, out ReadOnlySpan<byte> status) && !status.SequenceEqual("0"u8)) throw new InvalidDataException($"grpc-status {System.Text.Encoding.ASCII.GetString(status)}");
    }

    private static Http2Stream Opened(OpenStatus status, Http2Stream? stream) => status == OpenStatus.Opened ? stream! : throw new IOException($"no stream: {status}");

    /// <summary>A unary call, used again and again.</summary>
    private sealed class UnaryCall(Http2Connection connection) : Http2StreamObserver, IHttp2Work, IValueTaskSource
    {
        private ManualResetValueTaskSourceCore<bool> _core;
        private bool _answered;

        public ValueTask Start(HeaderList headers, HeaderFields? tail, byte[] request)
        {
            _core.Reset();
            _answered = false;
            Opened(connection.TryOpenStream(this, headers, tail, request, endStream: true, out Http2Stream? stream), stream);
            return new ValueTask(this, _core.Version);
        }

        public override int OnData(Http2Stream stream, ReadOnlySpan<byte> data, bool endStream)
        {
            _answered = true;
            return data.Length;
        }

        public override void OnTrailers(Http2Stream stream, in HeaderBlock trailers) => Check(trailers);

        public override void OnClosed(Http2Stream stream, in StreamEnd end)
        {
            stream.Release();
            connection.Schedule(this);
        }

        public void Execute()
        {
            if (_answered) _core.SetResult(true);
            else _core.SetException(new IOException("the call ended without an answer"));
        }

        public void GetResult(short token) => _core.GetResult(token);

        public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _core.OnCompleted(continuation, state, token, flags);
    }

    /// <summary>One open StreamingCall.</summary>
    private sealed class RoundTrips(Http2Connection connection) : Http2StreamObserver, IHttp2Work, IValueTaskSource
    {
        private ManualResetValueTaskSourceCore<bool> _core;
        private Http2Stream _stream = null!;
        private int _missing;
        private volatile bool _closed;

        public ValueTask OpenAsync(HeaderList headers)
        {
            _stream = Opened(connection.TryOpenStream(this, headers, null, endStream: false, out Http2Stream? stream), stream);
            return ValueTask.CompletedTask;
        }

        public ValueTask GoAsync(byte[] request)
        {
            if (_closed) throw new IOException("the stream ended");
            _core.Reset();
            _missing = -1;
            _stream.SendData(request, endStream: false);
            return new ValueTask(this, _core.Version);
        }

        public ValueTask CloseAsync()
        {
            _stream.SendData([], endStream: true);
            return ValueTask.CompletedTask;
        }

        public override int OnData(Http2Stream stream, ReadOnlySpan<byte> data, bool endStream)
        {
            if (_missing < 0) _missing = data.Length >= GrpcFrame.Prefix ? GrpcFrame.Prefix + GrpcFrame.Length(data) : throw new InvalidDataException("a prefix in two frames");
            _missing -= data.Length;
            if (_missing == 0) connection.Schedule(this);
            return data.Length;
        }

        public override void OnTrailers(Http2Stream stream, in HeaderBlock trailers) => Check(trailers);

        public override void OnClosed(Http2Stream stream, in StreamEnd end) => _closed = true;

        public void Execute() => _core.SetResult(true);

        public void GetResult(short token) => _core.GetResult(token);

        public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _core.OnCompleted(continuation, state, token, flags);
    }

    /// <summary>One ServerStream: its messages are put together, as a client must, and counted.</summary>
    private sealed class MessageStream(Http2Connection connection, Action message) : Http2StreamObserver, IHttp2Work
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private byte[] _partial = new byte[1024];
        private int _filled;

        public ValueTask ReadAsync(HeaderList headers, byte[] request)
        {
            Opened(connection.TryOpenStream(this, headers, null, request, endStream: true, out Http2Stream? stream), stream);
            return new ValueTask(_done.Task);
        }

        public override int OnData(Http2Stream stream, ReadOnlySpan<byte> data, bool endStream)
        {
            int length = data.Length;
            while (!data.IsEmpty)
            {
                int whole = _filled >= GrpcFrame.Prefix ? GrpcFrame.Prefix + GrpcFrame.Length(_partial) : _filled + data.Length < GrpcFrame.Prefix ? int.MaxValue : GrpcFrame.Prefix;
                int take = Math.Min(whole - _filled, data.Length);
                if (_filled + take > _partial.Length) Array.Resize(ref _partial, Math.Max(whole == int.MaxValue ? 0 : whole, (_filled + take) * 2));
                Span<byte> place = _partial.AsSpan(_filled, take);
                if (data[..take] != place) data[..take].CopyTo(place); // the same memory, where it was received there
                _filled += take;
                data = data[take..];
                if (_filled < GrpcFrame.Prefix || _filled < GrpcFrame.Prefix + GrpcFrame.Length(_partial)) continue;
                _filled = 0;
                message();
            }

            return length;
        }

        public override ArraySegment<byte> ReceiveInto(Http2Stream stream)
        {
            int whole = _filled >= GrpcFrame.Prefix ? GrpcFrame.Prefix + GrpcFrame.Length(_partial) : 0;
            return whole > _partial.Length || whole == 0 ? default : new ArraySegment<byte>(_partial, _filled, whole - _filled);
        }

        public override void OnTrailers(Http2Stream stream, in HeaderBlock trailers) => Check(trailers);

        public override void OnClosed(Http2Stream stream, in StreamEnd end)
        {
            stream.Release();
            connection.Schedule(this);
        }

        public void Execute() => _done.SetResult();
    }
}
