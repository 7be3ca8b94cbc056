using System.Net;
using Peregrine.Http2;
using Peregrine.Http2.Buffers;
using Peregrine.Http2.Transport;

namespace Peregrine.Testing;

/// <summary>
/// One end of a connection without a network. Nothing happens until somebody pumps: <see cref="Deliver"/> runs the parse, run and flush phases as an
/// engine would, on the caller's thread.
/// </summary>
internal sealed class InMemoryTransport : TransportConnection
{
    private readonly Lock _phase = new();
    private readonly Action<ReadOnlyMemory<byte>> _send;
    private byte[] _carry = [];
    private bool _closed;

    public InMemoryTransport(Action<ReadOnlyMemory<byte>> send) => _send = send;

    public ITransportSession Session { get; set; } = null!;

    /// <summary>Called when output waits and no phase is under way that would flush it; by default a flush on the spot.</summary>
    public Action? FlushRequested { get; set; }

    /// <summary>Whether the session asked to end the connection.</summary>
    public bool CloseAsked { get; private set; }

    /// <summary>Why the session gave the connection up, if it did.</summary>
    public TransportError? AbortedFor { get; private set; }

    /// <summary>Whether output is left where it is, as when a peer does not read.</summary>
    public bool IsStuck { get; set; }

    public override EndPoint? LocalEndPoint => null;

    public override EndPoint? RemoteEndPoint => null;

    public override TlsFacts? Tls => null;

    public override void RequestFlush()
    {
        if (FlushRequested is { } elsewhere)
        {
            elsewhere();
        }
        else
        {
            Flush();
        }
    }

    public override void Close() => CloseAsked = true;

    public override void Abort(TransportError why)
    {
        AbortedFor = why;
        CloseAsked = true;
    }

    /// <summary>Parse phase, run phase, flush. What is no whole frame is kept for the next call.</summary>
    public void Deliver(ReadOnlySpan<byte> bytes)
    {
        lock (_phase)
        {
            byte[] all = _carry.Length == 0 ? bytes.ToArray() : [.. _carry, .. bytes];
            int used = Session.Receive(all);
            _carry = used == all.Length ? [] : all[used..];
            Run();
            Flush();
        }
    }

    /// <summary>Runs the work that callbacks scheduled.</summary>
    public void Run()
    {
        while (Session.TryDequeueWork(out IHttp2Work? work))
        {
            work.Execute();
        }
    }

    /// <summary>Sends what there is.</summary>
    public void Flush()
    {
        lock (_phase)
        {
            while (!IsStuck && Session.TryTakeOutput(out OutputBatch? batch))
            {
                byte[] bytes = new byte[batch.Length];
                int at = 0;
                for (int i = 0; i < batch.Count; i++)
                {
                    batch[i].CopyTo(bytes, at);
                    at += batch[i].Count;
                }
                Session.OutputSent(batch);
                _send(bytes);
            }
        }
    }

    /// <summary>The network ends the connection.</summary>
    public void End(TransportErrorKind kind = TransportErrorKind.EndOfStream, string message = "the peer closed the connection")
    {
        lock (_phase)
        {
            if (!_closed)
            {
                _closed = true;
                Session.Closed(AbortedFor ?? new TransportError(kind, message));
                Run();
            }
        }
    }
}
