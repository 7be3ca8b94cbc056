using Peregrine.Protobuf.Dynamic;
using Peregrine.Protobuf.Tests.Wire;
using Peregrine.Protobuf.WellKnownTypes;

namespace Peregrine.Protobuf.Tests.Messages;

/// <summary>A message in pieces: what is left where it lies, and that the pieces are the message.</summary>
public class MessageEncodingTests
{
    private const int Seed = 20261120;
    private const int Headroom = 5;

    private readonly List<ArraySegment<byte>> _pieces = [];
    private byte[] _buffer = [];

    [Fact]
    public void Pieces_one_behind_the_other_are_the_bytes_of_the_message_generated_or_dynamic()
    {
        for (int i = 0; i < 200; i++)
        {
            Lists message = Sample(new Random(Seed + i));
            byte[] expected = message.ToByteArray();
            int apart = message.Blobs.Count(blob => blob.Length >= 2000);
            Assert.Equal(expected, InPieces(message, 2000));
            Assert.Equal(apart == 0 ? 0 : (2 * apart) + 1, _pieces.Count);
            var dynamic = new DynamicMessage(Lists.Descriptor);
            var reader = new WireReader(expected);
            dynamic.MergeFrom(ref reader);
            Assert.Equal(expected, InPieces(dynamic, 2000));
            Assert.Equal(apart == 0 ? 0 : (2 * apart) + 1, _pieces.Count);
        }
    }

    [Fact]
    public void What_belongs_to_the_value_is_referred_to()
    {
        byte[] array = new byte[4000];
        byte[] encoded = new BytesValue { Value = ByteString.CopyFrom(array) }.ToByteArray();
        ByteString[] values =
        [
            ByteString.CopyFrom(array),
            ByteString.FromOwned(array),
            ByteString.FromOwned(array).Slice(1000, 2500),
            BytesValue.Parser.ParseOwned(encoded, out _).Value,
            BytesValue.Parser.ParseFrom(encoded).Value,
            BytesValue.Parser.ParseFrom(encoded).Clone().Value,
            BytesValue.Parser.ParseJson($"\"{Convert.ToBase64String(array)}\"").Value,
            new BytesValue { Value = ByteString.FromOwned(array) }.ToByteString(),
            FieldValue.FromBytes(ByteString.FromOwned(array).Slice(7, 3000)).AsBytes(),
        ];
        foreach (ByteString value in values)
        {
            var message = new BytesValue { Value = value };
            Assert.Equal(message.ToByteArray(), InPieces(message, 2000));
            Assert.Equal(3, _pieces.Count);
            Assert.True(_pieces[1].AsSpan() == value.Span, "the bytes were copied");
        }
    }

    [Fact]
    public void What_somebody_else_may_change_is_copied()
    {
        byte[] array = new byte[4000];
        byte[] encoded = new BytesValue { Value = ByteString.CopyFrom(array) }.ToByteArray();
        using var manager = new Manager(array);
        ByteString[] values =
        [
            ByteString.Wrap(array),
            ByteString.Wrap(array).Slice(1000, 2500),
            ByteString.Wrap(manager.Memory),
            ByteString.Wrap(manager.Memory).Slice(5, 2500),
            BytesValue.Parser.ParseLeased(encoded).Value,
            BytesValue.Parser.ParseOwned(new Manager(encoded).Memory, out _).Value,
            FieldValue.FromBytes(ByteString.Wrap(array).Slice(7, 3000)).AsBytes(),
            FieldValue.FromBytes(ByteString.Wrap(manager.Memory)).AsBytes(),
        ];
        foreach (ByteString value in values)
        {
            var message = new BytesValue { Value = value };
            Assert.Equal(message.ToByteArray(), InPieces(message, 2000));
            Assert.Empty(_pieces);
        }
    }

    [Fact]
    public void A_value_shorter_than_that_is_copied()
    {
        var message = new Lists { Blobs = { ByteString.FromOwned(new byte[1999]), ByteString.FromOwned(new byte[2000]) } };
        Assert.Equal(message.ToByteArray(), InPieces(message, 2000));
        Assert.Equal(3, _pieces.Count);
        Assert.Equal(2000, _pieces[1].Count);
    }

    // All of it, put together from the pieces.
    private byte[] InPieces(IMessage message, int leastApart)
    {
        (int start, int length) = MessageEncoding.Serialize(message, Headroom, ref _buffer, leastApart, _pieces);
        Assert.InRange(start, Headroom, _buffer.Length);
        if (_pieces.Count == 0)
            return _buffer.AsSpan(start, length).ToArray();
        Assert.Same(_buffer, _pieces[0].Array);
        Assert.Equal(start, _pieces[0].Offset);
        byte[] all = [.. _pieces.SelectMany(piece => piece)];
        Assert.Equal(length, all.Length);
        return all;
    }

    private static Lists Sample(Random random)
    {
        var lists = new Lists { Ints = { random.Next() }, Strings = { "ž", new string('s', random.Next(2500)) } };
        for (int count = random.Next(5); count > 0; count--)
        {
            byte[] bytes = new byte[random.Next(3) * random.Next(6000)];
            random.NextBytes(bytes);
            lists.Blobs.Add(ByteString.CopyFrom(bytes));
        }

        if (random.Next(2) == 0)
            lists.Parts.Add(new Part { Name = new string('p', random.Next(3000)) });
        return lists;
    }

    private sealed class Manager(byte[] array) : System.Buffers.MemoryManager<byte>
    {
        public override Span<byte> GetSpan() => array;

        public override System.Buffers.MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

        public override void Unpin()
        {
        }

        protected override bool TryGetArray(out ArraySegment<byte> segment)
        {
            segment = new ArraySegment<byte>(array);
            return true;
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
