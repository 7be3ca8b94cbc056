using System.Buffers;
using System.Buffers.Binary;
using Peregrine.Http2;
using Peregrine.Http2.Frames;
using Peregrine.Http2.Headers;
using Peregrine.Http2.Hpack;
using Peregrine.Http2.Settings;

namespace Peregrine.Interop.Misbehaving;

/// <summary>
/// One connection of a misbehaving server, frame by frame: none of the product's state machines and windows is in between. It looks at what the client must keep in
/// spite of the misbehaviour, and says what it did not. Ends with the client's side.
/// </summary>
internal sealed class NegativeConnection(Stream transport, NegativeCase testCase, Action<string> fault)
{
    private const int PrefaceBytes = 24;

    // We have announced no other SETTINGS_MAX_FRAME_SIZE.
    private const int MaxFrameBytes = 16_384;

    private const int DefaultWindow = 65_535;

    private readonly Dictionary<int, NegativeStream> _streams = [];
    private readonly HpackEncoder _encoder = new(maxTableBytes: 0);
    private readonly ArrayBufferWriter<byte> _output = new();
    private long _window = DefaultWindow;
    private long _initialWindow = DefaultWindow;
    private int _outstandingPings;
    private bool _isGoing;

    /// <summary>Serves until the client closes.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        byte[] header = new byte[FrameHeader.Size];
        byte[] payload = new byte[MaxFrameBytes];
        await transport.ReadExactlyAsync(new byte[PrefaceBytes], stop);
        SendSettings();
        while (true)
        {
            await transport.WriteAsync(_output.WrittenMemory, stop);
            _output.ResetWrittenCount();
            if (await transport.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, stop) < header.Length)
                break;
            FrameHeader frame = FrameHeader.Read(header);
            Memory<byte> body = payload.AsMemory(0, frame.Length);
            await transport.ReadExactlyAsync(body, stop);
            Receive(frame, body.Span);
        }
        if (_outstandingPings != 0)
            fault($"{_outstandingPings} PINGs were not acknowledged");
    }

    private void Receive(FrameHeader frame, ReadOnlySpan<byte> payload)
    {
        switch (frame.Type)
        {
            case FrameType.Headers:
                Open(frame);
                break;
            case FrameType.Data:
                ReceiveData(frame, payload);
                break;
            case FrameType.Settings when !frame.Has(FrameFlags.Ack):
                ReceiveSettings(payload);
                break;
            case FrameType.WindowUpdate:
                Widen(frame.StreamId, BinaryPrimitives.ReadInt32BigEndian(payload));
                break;
            case FrameType.Ping when frame.Has(FrameFlags.Ack):
                _outstandingPings--;
                break;
            case FrameType.Ping:
                Send(FrameType.Ping, FrameFlags.Ack, 0, payload);
                break;
            case FrameType.RstStream:
                _streams.Remove(frame.StreamId);
                break;
        }
        Pump();
    }

    private void Open(FrameHeader frame)
    {
        // A stream that comes after GOAWAY has not been processed, and is the client's to send elsewhere.
        if (_isGoing)
            return;
        if (_streams.Count >= testCase.MaxConcurrentStreams)
            fault($"stream {frame.StreamId} was opened while {string.Join(", ", _streams.Keys)} was open");
        var stream = new NegativeStream(frame.StreamId, _initialWindow) { RequestEnded = frame.Has(FrameFlags.EndStream) };
        _streams.Add(stream.Id, stream);
        Ping();
        SendHeaders(stream.Id, FrameFlags.None, (":status", "200"), ("content-type", "application/grpc"), ("grpc-encoding", "identity"), ("grpc-accept-encoding", "identity,deflate,gzip"));
        Ping();
        if (testCase.Ending == NegativeEnding.ResetAfterHeaders)
            Reset(stream);
    }

    private void ReceiveData(FrameHeader frame, ReadOnlySpan<byte> payload)
    {
        if (payload.Length > 0)
        {
            SendNumber(FrameType.WindowUpdate, 0, payload.Length);
            if (_streams.ContainsKey(frame.StreamId) && !frame.Has(FrameFlags.EndStream))
                SendNumber(FrameType.WindowUpdate, frame.StreamId, payload.Length);
        }
        if (!_streams.TryGetValue(frame.StreamId, out NegativeStream? stream))
            return;
        stream.RequestEnded |= frame.Has(FrameFlags.EndStream);
        if (!stream.Receive(frame.Has(FrameFlags.Padded) ? payload[1..^payload[0]] : payload))
            return;
        Ping();
        stream.Answer(testCase.Ending == NegativeEnding.ResetAfterHalf);
    }

    private void ReceiveSettings(ReadOnlySpan<byte> payload)
    {
        for (; payload.Length >= 6; payload = payload[6..])
        {
            if (BinaryPrimitives.ReadUInt16BigEndian(payload) != (ushort)SettingId.InitialWindowSize)
                continue;
            long now = BinaryPrimitives.ReadUInt32BigEndian(payload[2..]);
            foreach (NegativeStream stream in _streams.Values)
                stream.Window += now - _initialWindow;
            _initialWindow = now;
        }
        Send(FrameType.Settings, FrameFlags.Ack, 0, []);
    }

    private void Widen(int streamId, int increment)
    {
        if (streamId == 0)
            _window += increment;
        else if (_streams.TryGetValue(streamId, out NegativeStream? stream))
            stream.Window += increment;
    }

    // Sends what the client's windows take, and ends the calls whose response has gone out.
    private void Pump()
    {
        foreach (NegativeStream stream in _streams.Values.Where(stream => stream.IsAnswered).ToArray())
        {
            int padding = testCase.Padding is { } bytes ? bytes + 1 : 0;
            bool wasLeft = stream.Left > 0;
            while (stream.Left > 0 && Math.Min(_window, stream.Window) > padding)
            {
                int count = (int)Math.Min(Math.Min(_window, stream.Window) - padding, Math.Min(testCase.ChunkBytes, stream.Left));
                SendData(stream.Id, stream.Take(count));
                _window -= count + padding;
                stream.Window -= count + padding;
            }
            if (stream.Left == 0 && wasLeft)
                Ping();
            if (stream.Left == 0 && !stream.ResponseEnded && _outstandingPings == 0)
                End(stream);
            if (stream.ResponseEnded && stream.RequestEnded)
                _streams.Remove(stream.Id);
        }
    }

    private void End(NegativeStream stream)
    {
        if (testCase.Ending is NegativeEnding.ResetAfterHalf or NegativeEnding.ResetAfterAll)
        {
            Reset(stream);
            return;
        }
        stream.ResponseEnded = true;
        SendHeaders(stream.Id, FrameFlags.EndStream, ("grpc-status", "0"));
        if (testCase.Ending != NegativeEnding.GoAway)
            return;
        _isGoing = true;
        byte[] payload = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(payload, stream.Id);
        Send(FrameType.GoAway, FrameFlags.None, 0, payload);
    }

    private void Reset(NegativeStream stream)
    {
        SendNumber(FrameType.RstStream, stream.Id, (int)ErrorCode.NoError);
        _streams.Remove(stream.Id);
    }

    private void SendSettings()
    {
        byte[] payload = new byte[testCase.MaxConcurrentStreams is null ? 0 : 6];
        if (testCase.MaxConcurrentStreams is { } limit)
        {
            BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)SettingId.MaxConcurrentStreams);
            BinaryPrimitives.WriteInt32BigEndian(payload.AsSpan(2), limit);
        }
        Send(FrameType.Settings, FrameFlags.None, 0, payload);
    }

    private void Ping()
    {
        if (!testCase.Pings)
            return;
        _outstandingPings++;
        Send(FrameType.Ping, FrameFlags.None, 0, new byte[8]);
    }

    private void SendHeaders(int streamId, FrameFlags flags, params (string Name, string Value)[] fields)
    {
        var list = new HeaderFields();
        foreach ((string name, string value) in fields)
            list.Add(name, value);
        byte[] block = new byte[HpackEncoder.MaxEncodedLength(HeaderList.Empty, list)];
        Send(FrameType.Headers, flags | FrameFlags.EndHeaders, streamId, block.AsSpan(0, _encoder.Encode(HeaderList.Empty, list, block)));
    }

    // RFC 9113 §6.1: the length of the padding, the data, the padding.
    private void SendData(int streamId, ReadOnlySpan<byte> data)
    {
        if (testCase.Padding is { } padding)
            Send(FrameType.Data, FrameFlags.Padded, streamId, [padding, .. data, .. new byte[padding]]);
        else
            Send(FrameType.Data, FrameFlags.None, streamId, data);
    }

    private void SendNumber(FrameType type, int streamId, int number)
    {
        byte[] payload = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(payload, number);
        Send(type, FrameFlags.None, streamId, payload);
    }

    private void Send(FrameType type, FrameFlags flags, int streamId, ReadOnlySpan<byte> payload)
    {
        Span<byte> header = stackalloc byte[FrameHeader.Size];
        FrameHeader.Write(header, payload.Length, type, flags, streamId);
        _output.Write(header);
        _output.Write(payload);
    }
}
