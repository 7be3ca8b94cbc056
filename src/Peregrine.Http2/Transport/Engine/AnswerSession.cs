using System.Diagnostics.CodeAnalysis;
using Peregrine.Http2.Buffers;

namespace Peregrine.Http2.Transport;

/// <summary>Stands in for a session on a connection that is not HTTP/2: says one thing and swallows the rest until the end.</summary>
internal sealed class AnswerSession : ITransportSession
{
    private OutputBatch? _answer;

    public AnswerSession(byte[] answer)
    {
        if (answer.Length == 0) return;
        _answer = new OutputBatch();
        _answer.Add(answer);
    }

    public int Receive(ReadOnlySpan<byte> bytes) => bytes.Length;

    public bool TryDequeueWork([NotNullWhen(true)] out IHttp2Work? work)
    {
        work = null;
        return false;
    }

    public bool TryTakeOutput([NotNullWhen(true)] out OutputBatch? batch) => (batch = Interlocked.Exchange(ref _answer, null)) is not null;

    public void OutputSent(OutputBatch batch)
    {
    }

    public void Closed(TransportError why)
    {
    }
}
