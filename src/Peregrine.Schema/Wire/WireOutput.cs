using System;
using System.Collections.Generic;

namespace Peregrine.Schema;

/// <summary>
/// Writes the protobuf wire format from the last byte to the first, so that a length is known when it is written and no size pass is
/// needed. Fields are therefore written in descending order, and a list from its end.
/// </summary>
internal sealed class WireOutput(int capacity = 256)
{
    private byte[] _buffer = new byte[capacity];
    private int _start = capacity;

    public int Length => _buffer.Length - _start;

    /// <summary>Forgets what was written and keeps the buffer.</summary>
    public void Clear() => _start = _buffer.Length;

    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        Buffer.BlockCopy(_buffer, _start, bytes, 0, bytes.Length);
        return bytes;
    }

    public ArraySegment<byte> WrittenSegment => new(_buffer, _start, Length);

    public void WriteRaw(byte[] bytes)
    {
        if (bytes.Length == 0)
            return;
        Reserve(bytes.Length);
        _start -= bytes.Length;
        Buffer.BlockCopy(bytes, 0, _buffer, _start, bytes.Length);
    }

    public void WriteTag(int number, int wireType) => WriteVarint((ulong)(uint)(number << 3 | wireType));

    public void WriteVarint(ulong value)
    {
        var length = 1;
        for (var rest = value >> 7; rest != 0; rest >>= 7)
            length++;
        Reserve(length);
        _start -= length;
        var at = _start;
        for (; value >= 0x80; value >>= 7)
            _buffer[at++] = (byte)(value | 0x80);
        _buffer[at] = (byte)value;
    }

    public void WriteFixed32(uint value)
    {
        Reserve(4);
        for (var shift = 24; shift >= 0; shift -= 8)
            _buffer[--_start] = (byte)(value >> shift);
    }

    public void WriteFixed64(ulong value)
    {
        Reserve(8);
        for (var shift = 56; shift >= 0; shift -= 8)
            _buffer[--_start] = (byte)(value >> shift);
    }

    public void WriteInt32(int number, int? value)
    {
        if (value is not { } v)
            return;
        WriteVarint((ulong)(long)v);
        WriteTag(number, 0);
    }

    public void WriteInt64(int number, long? value)
    {
        if (value is not { } v)
            return;
        WriteVarint((ulong)v);
        WriteTag(number, 0);
    }

    public void WriteUInt64(int number, ulong? value)
    {
        if (value is not { } v)
            return;
        WriteVarint(v);
        WriteTag(number, 0);
    }

    public void WriteBool(int number, bool? value)
    {
        if (value is not { } v)
            return;
        WriteVarint(v ? 1u : 0u);
        WriteTag(number, 0);
    }

    public void WriteDouble(int number, double? value)
    {
        if (value is not { } v)
            return;
        WriteFixed64((ulong)BitConverter.DoubleToInt64Bits(v));
        WriteTag(number, 1);
    }

    public void WriteString(int number, string? value)
    {
        if (value is null)
            return;
        var before = Length;
        WriteText(value);
        WriteVarint((ulong)(Length - before));
        WriteTag(number, 2);
    }

    public void WriteStrings(int number, List<string>? values)
    {
        for (var i = (values?.Count ?? 0) - 1; i >= 0; i--)
            WriteString(number, values![i]);
    }

    public void WriteBytes(int number, byte[]? value)
    {
        if (value is null)
            return;
        WriteRaw(value);
        WriteVarint((ulong)value.Length);
        WriteTag(number, 2);
    }

    public void WriteMessage(int number, SchemaMessage? message)
    {
        if (message is null)
            return;
        var before = Length;
        message.WriteTo(this);
        WriteVarint((ulong)(Length - before));
        WriteTag(number, 2);
    }

    public void WriteMessages<T>(int number, List<T>? messages)
        where T : SchemaMessage
    {
        for (var i = (messages?.Count ?? 0) - 1; i >= 0; i--)
            WriteMessage(number, messages![i]);
    }

    public void WriteInt32s(int number, List<int>? values)
    {
        for (var i = (values?.Count ?? 0) - 1; i >= 0; i--)
            WriteInt32(number, values![i]);
    }

    public void WriteEnums<T>(int number, List<T>? values, Func<T, int> toNumber)
    {
        for (var i = (values?.Count ?? 0) - 1; i >= 0; i--)
            WriteInt32(number, toNumber(values![i]));
    }

    public void WritePackedInt32s(int number, List<int>? values)
    {
        if (values is null || values.Count == 0)
            return;
        var before = Length;
        for (var i = values.Count - 1; i >= 0; i--)
            WriteVarint((ulong)(long)values[i]);
        WriteVarint((ulong)(Length - before));
        WriteTag(number, 2);
    }

    private void WriteText(string text)
    {
        Reserve(text.Length * 3);
        var at = _start - text.Length;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c >= 0x80)
            {
                WriteRaw(EscapedUtf8.GetBytes(text));
                return;
            }

            _buffer[at + i] = (byte)c;
        }

        _start = at;
    }

    private void Reserve(int count)
    {
        if (_start >= count)
            return;
        var length = Length;
        var grown = new byte[Math.Max(_buffer.Length * 2, length + count)];
        Buffer.BlockCopy(_buffer, _start, grown, grown.Length - length, length);
        _start = grown.Length - length;
        _buffer = grown;
    }
}
