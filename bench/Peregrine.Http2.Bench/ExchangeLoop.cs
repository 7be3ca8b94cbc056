using System.Buffers.Text;
using Peregrine.Http2.Buffers;
using Peregrine.Protobuf.Bench;

namespace Peregrine.Http2.Bench;

/// <summary>A client's and a server's connection on one thread, joined by an array.</summary>
internal sealed class ExchangeLoop
{
    private static readonly HeaderList s_request = HeaderList.Create(
        (":method", "POST"), (":scheme", "http"), (":path", "/bench.v1.BenchService/UnaryCall"), (":authority", "localhost:50051"),
        ("te", "trailers"), ("content-type", "application/grpc"), ("user-agent", "peregrine"));

    private readonly byte[] _bytes = new byte[1 << 20];
    private readonly byte[] _message = new byte[23];
    private readonly HeaderFields _tail = new();
    private readonly Caller _caller = new();
    private readonly Http2Connection _client;
    private readonly Http2Connection _server;
    private readonly bool _varying;
    private int _number;

    public ExchangeLoop(bool varying)
    {
        _varying = varying;
        _client = Http2Connection.Create(Role.Client, new Http2Options(), new NoTransport(), _ => new NoObserver(), TimeProvider.System, Random.Shared);
        _server = Http2Connection.Create(Role.Server, new Http2Options(), new NoTransport(), _ => new Echo(), TimeProvider.System, Random.Shared);
        for (int i = 0; i < 4; i++)
        {
            Deliver(_server, Collect(_client));
            Deliver(_client, Collect(_server));
        }
    }

    /// <summary>Runs so many rounds of so many exchanges at a time.</summary>
    public Sample Run(int inFlight, int rounds)
    {
        double server = 0, client = 0;
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        for (int round = 0; round < rounds; round++)
        {
            _caller.Done = 0;
            double start = ThreadClock.Nanoseconds;
            for (int i = 0; i < inFlight; i++)
            {
                Open();
            }
            int length = Collect(_client);
            double sent = ThreadClock.Nanoseconds;
            Deliver(_server, length);
            length = Collect(_server);
            double answered = ThreadClock.Nanoseconds;
            Deliver(_client, length);
            client += sent - start + (ThreadClock.Nanoseconds - answered);
            server += answered - sent;
            if (_caller.Done != inFlight)
            {
                throw new InvalidOperationException($"{_caller.Done} of {inFlight} exchanges were answered");
            }
        }
        double exchanges = (double)rounds * inFlight;
        return new Sample(server / exchanges, client / exchanges, (GC.GetAllocatedBytesForCurrentThread() - allocated) / exchanges);
    }

    private void Open()
    {
        HeaderFields? tail = null;
        if (_varying)
        {
            _tail.Clear();
            Utf8Formatter.TryFormat(1_000_000 + (_number++ & 0xffff), _tail.Add("grpc-timeout"u8, 7, HeaderIndexing.NameOnly), out _);
            _tail.Add("x-request-id"u8, "0123456789"u8);
            tail = _tail;
        }
        if (_client.TryOpenStream(_caller, s_request, tail, _message, endStream: true, out _) != OpenStatus.Opened)
        {
            throw new InvalidOperationException("the stream was not opened");
        }
    }

    private int Collect(ITransportSession from)
    {
        int length = 0;
        while (from.TryTakeOutput(out OutputBatch? batch))
        {
            for (int i = 0; i < batch.Count; i++)
            {
                batch[i].AsSpan().CopyTo(_bytes.AsSpan(length));
                length += batch[i].Count;
            }
            from.OutputSent(batch);
        }
        return length;
    }

    private void Deliver(ITransportSession to, int length)
    {
        if (to.Receive(_bytes.AsSpan(0, length)) != length)
        {
            throw new InvalidOperationException("a frame was cut");
        }
    }
}
