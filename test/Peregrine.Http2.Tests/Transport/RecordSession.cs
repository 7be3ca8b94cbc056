using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Peregrine.Http2.Buffers;
using Peregrine.Http2.Transport;

namespace Peregrine.Http2.Tests.Transport;

/// <summary>
/// The smallest session an engine can drive: after the preface, records of eight bytes, a kind and a number, each answered by itself.
/// PING records are answered while parsing; CALL records by work that runs the handler given. A BULK record asks for so many bytes; a BLOB record is followed by so many, and nothing of it is taken before all of it is there.
/// </summary>
internal sealed class RecordSession(TransportConnection transport, Action<int> handler, HandlerProfile? profile) : ITransportSession
{
    public const int Ping = 1;
    public const int Call = 2;
    public const int Bulk = 3;
    public const int Bye = 4;
    public const int Blob = 5;

    private readonly Lock _gate = new();
    private readonly Queue<IHttp2Work> _work = new();
    private List<byte> _output = [];
    private bool _greeted;
    private int _inReceive;

    public TransportError? ClosedWith { get; private set; }

    public int TimesClosed { get; private set; }

    public int OverlappingReceives { get; private set; }

    public int Receive(ReadOnlySpan<byte> bytes)
    {
        if (Interlocked.Exchange(ref _inReceive, 1) != 0) OverlappingReceives++;
        int used = 0;
        if (!_greeted && bytes.Length >= 24)
        {
            _greeted = true;
            used = 24;
        }

        for (; _greeted && bytes.Length - used >= 8; used += 8)
        {
            if (BinaryPrimitives.ReadInt32BigEndian(bytes[used..]) == Blob)
            {
                int length = BinaryPrimitives.ReadInt32BigEndian(bytes[(used + 4)..]);
                if (bytes.Length - used - 8 < length) break;
                used += length;
                Reply(Blob, length);
                continue;
            }

            Take(BinaryPrimitives.ReadInt32BigEndian(bytes[used..]), BinaryPrimitives.ReadInt32BigEndian(bytes[(used + 4)..]));
        }

        Volatile.Write(ref _inReceive, 0);
        return used;
    }

    public bool TryDequeueWork([NotNullWhen(true)] out IHttp2Work? work) => _work.TryDequeue(out work);

    public bool TryTakeOutput([NotNullWhen(true)] out OutputBatch? batch)
    {
        lock (_gate)
        {
            batch = null;
            if (_output.Count == 0) return false;
            batch = new OutputBatch();
            byte[] all = [.. _output];
            // Two segments, so that engines prove they can send several.
            batch.Add(new ArraySegment<byte>(all, 0, all.Length / 2));
            batch.Add(new ArraySegment<byte>(all, all.Length / 2, all.Length - (all.Length / 2)));
            _output = [];
            return true;
        }
    }

    public void OutputSent(OutputBatch batch) => batch.Clear();

    public void Closed(TransportError why)
    {
        ClosedWith = why;
        TimesClosed++;
    }

    public void Reply(int kind, int number)
    {
        lock (_gate) Append(kind, number);
        transport.RequestFlush();
    }

    private void Take(int kind, int number)
    {
        switch (kind)
        {
            case Call:
                _work.Enqueue(new CallWork(this, number));
                break;
            case Bulk:
                lock (_gate) _output.AddRange(Enumerable.Range(0, number).Select(static i => (byte)i));
                break;
            case Bye:
                Reply(kind, number);
                transport.Close();
                break;
            default:
                Reply(kind, number);
                break;
        }
    }

    private void Append(int kind, int number)
    {
        Span<byte> record = stackalloc byte[8];
        BinaryPrimitives.WriteInt32BigEndian(record, kind);
        BinaryPrimitives.WriteInt32BigEndian(record[4..], number);
        _output.AddRange(record);
    }

    private sealed class CallWork(RecordSession session, int number) : IHttp2Work
    {
        public HandlerProfile? Profile => session.Profile;

        public void Execute()
        {
            session.Handle(number);
            session.Reply(Call, number);
        }
    }

    private HandlerProfile? Profile => profile;

    private void Handle(int number) => handler(number);
}
