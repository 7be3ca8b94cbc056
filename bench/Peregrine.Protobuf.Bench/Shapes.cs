using Google.Protobuf;
using Theirs = Shapes.Google;

namespace Peregrine.Protobuf.Bench;

/// <summary>The messages that are measured.</summary>
internal static class AllShapes
{
    public static IReadOnlyList<Shape> Make()
    {
        var random = new Random(20);
        return
        [
            new Shape<Theirs.Flat, global::Shapes.Ours.Flat>("flat", Theirs.Flat.Parser, Flat(random)),
            new Shape<Theirs.Nested, global::Shapes.Ours.Nested>("nested", Theirs.Nested.Parser, Nested(random, 4)),
            new Shape<Theirs.Strings, global::Shapes.Ours.Strings>("strings ascii", Theirs.Strings.Parser, Strings("The quick brown fox jumps over the lazy dog. ")),
            new Shape<Theirs.Strings, global::Shapes.Ours.Strings>("strings other", Theirs.Strings.Parser, Strings("Žluťoučký kůň příšerně úpěl ďábelské ódy 早く茶色の狐 😀 ")),
            new Shape<Theirs.PackedVarints, global::Shapes.Ours.PackedVarints>("packed varints", Theirs.PackedVarints.Parser, Varints(random)),
            new Shape<Theirs.PackedDoubles, global::Shapes.Ours.PackedDoubles>("packed doubles", Theirs.PackedDoubles.Parser, Doubles(random)),
            new Shape<Theirs.Maps, global::Shapes.Ours.Maps>("maps", Theirs.Maps.Parser, Maps(random)),
            new Shape<Theirs.Blobs, global::Shapes.Ours.Blobs>("bytes", Theirs.Blobs.Parser, Blobs(random)),
            new Shape<Theirs.VaryingList, global::Shapes.Ours.VaryingList>("varying", Theirs.VaryingList.Parser, [.. Enumerable.Range(0, 64).Select(_ => Varying(random))]),
        ];
    }

    private static Theirs.Flat Flat(Random random) => new()
    {
        Id = 4711,
        Timestamp = 1_763_600_000_123,
        Name = "customer-0815",
        Active = true,
        Score = random.NextDouble(),
        Flags = 0x1234,
        Kind = Theirs.Kind.Large,
        Delta = -17,
        Token = 0xdeadbeefcafe,
        Limit = 50,
    };

    private static Theirs.Nested Nested(Random random, int depth)
    {
        var message = new Theirs.Nested { Id = random.Next(1, 100_000) };
        for (int i = 0; i < 3; i++)
            message.Leaves.Add(new Theirs.Leaf { X = random.Next(1000), Y = random.Next(100), Z = random.Next(100_000) });
        if (depth > 0)
        {
            message.Left = Nested(random, depth - 1);
            message.Right = Nested(random, depth - 1);
        }

        return message;
    }

    private static Theirs.Strings Strings(string sentence)
    {
        var message = new Theirs.Strings { Title = sentence, Author = sentence[..16], Body = string.Concat(Enumerable.Repeat(sentence, 20)) };
        for (int i = 0; i < 10; i++)
            message.Tags.Add(sentence[..(4 + (2 * i))].Trim());
        return message;
    }

    private static Theirs.PackedVarints Varints(Random random)
    {
        var message = new Theirs.PackedVarints();
        for (int i = 0; i < 500; i++)
        {
            message.Small.Add(random.Next(100));
            message.Mixed.Add((uint)random.NextInt64(1L << random.Next(1, 33)));
            message.Large.Add(random.NextInt64(1L << 40));
            message.Signed.Add(random.Next(-10_000, 10_000));
        }

        return message;
    }

    private static Theirs.PackedDoubles Doubles(Random random)
    {
        var message = new Theirs.PackedDoubles();
        for (int i = 0; i < 1000; i++)
        {
            message.Values.Add(random.NextDouble());
            message.Weights.Add(random.NextSingle());
        }

        return message;
    }

    private static Theirs.Maps Maps(Random random)
    {
        var message = new Theirs.Maps();
        for (int i = 0; i < 40; i++)
        {
            message.Counts[$"metric.{i}.count"] = random.Next(10_000);
            message.Names[random.Next(1_000_000)] = $"name-{i}";
            message.Places[$"place-{i}"] = new Theirs.Leaf { X = i, Y = random.Next(1000), Z = random.Next(1000) };
        }

        return message;
    }

    private static Theirs.Blobs Blobs(Random random)
    {
        Google.Protobuf.ByteString Blob(int length)
        {
            byte[] bytes = new byte[length];
            random.NextBytes(bytes);
            return Google.Protobuf.ByteString.CopyFrom(bytes);
        }

        var message = new Theirs.Blobs { Header = Blob(64), Payload = Blob(32 * 1024) };
        for (int i = 0; i < 8; i++)
            message.Chunks.Add(Blob(1024));
        return message;
    }

    private static Theirs.VaryingList Varying(Random random)
    {
        var list = new Theirs.VaryingList();
        for (int i = 0; i < 8; i++)
            list.Items.Add(VaryingItem(random));
        return list;
    }

    private static Theirs.Varying VaryingItem(Random random)
    {
        var item = new Theirs.Varying();
        foreach (Google.Protobuf.Reflection.FieldDescriptor field in Theirs.Varying.Descriptor.Fields.InDeclarationOrder())
        {
            if (random.Next(3) != 0)
                continue;
            object value = field.FieldType switch
            {
                Google.Protobuf.Reflection.FieldType.String => new string('x', random.Next(1, 30)),
                Google.Protobuf.Reflection.FieldType.Int64 or Google.Protobuf.Reflection.FieldType.SInt64 => random.NextInt64(1L << random.Next(1, 60)),
                Google.Protobuf.Reflection.FieldType.Double => random.NextDouble(),
                Google.Protobuf.Reflection.FieldType.Float => random.NextSingle(),
                Google.Protobuf.Reflection.FieldType.Bool => true,
                Google.Protobuf.Reflection.FieldType.UInt32 or Google.Protobuf.Reflection.FieldType.Fixed32 => (uint)random.Next(),
                Google.Protobuf.Reflection.FieldType.Bytes => Google.Protobuf.ByteString.CopyFrom(new byte[random.Next(1, 40)]),
                Google.Protobuf.Reflection.FieldType.Message => new Theirs.Leaf { X = 1, Y = 300, Z = random.Next() },
                _ => random.Next(1 << random.Next(1, 31)),
            };
            field.Accessor.SetValue(item, value);
        }

        return item;
    }
}
