using System.Collections;

namespace Peregrine.Schema.Tests.Protos;

/// <summary>The classes for descriptor.proto are written by hand: here its own descriptor says what they must have.</summary>
public sealed class DescriptorProtoTests
{
    [Fact]
    public void Every_field_of_every_message_has_a_property_and_comes_back_byte_for_byte()
    {
        var pool = DescriptorPool.Build(FileDescriptorSet.Parse(CodecTests.BuiltInSet()).File);
        var waiting = new Queue<(MessageDescriptor Message, Type Type)>();
        var seen = new HashSet<MessageDescriptor>();
        waiting.Enqueue((pool.FindMessage("google.protobuf.FileDescriptorSet")!, typeof(FileDescriptorSet)));
        while (waiting.Count > 0)
        {
            var (message, type) = waiting.Dequeue();
            if (!seen.Add(message))
                continue;
            foreach (var field in message.Fields)
            {
                var property = type.GetProperty(Pascal(field.Name));
                Assert.True(property is not null, $"{type.Name} has no property for {field.FullName}");
                var bytes = Encode(field);
                var instance = (SchemaMessage)Activator.CreateInstance(type)!;
                instance.MergeFrom(bytes);
                Assert.True(instance.UnknownFields.Length == 0, $"{type.Name} does not read {field.FullName}");
                Assert.True(property.GetValue(instance) is { } value && value is not ICollection { Count: 0 }, $"{type.Name} does not keep {field.FullName}");
                Assert.Equal(bytes, instance.ToBytes());
                if (field.MessageType is { } inner)
                    waiting.Enqueue((inner, ElementOf(property.PropertyType)));
            }
        }

        // Everything that the file declares has been visited but FeatureSet's name space for enums and the messages of generated code's annotations.
        var missing = pool.Files.SelectMany(static file => file.Messages).Where(message => !seen.Contains(message)).Select(static message => message.Name);
        Assert.Equal(["GeneratedCodeInfo"], missing.Except(["FeatureSetDefaults"]));
    }

    private static Type ElementOf(Type type) => type.IsGenericType ? type.GetGenericArguments()[0] : type;

    private static string Pascal(string name) => string.Concat(name.Split('_').Select(static word => char.ToUpperInvariant(word[0]) + word[1..]));

    private static byte[] Encode(FieldDescriptor field)
    {
        var output = new WireOutput();
        switch (field.Kind)
        {
            case FieldKind.String or FieldKind.Bytes:
                output.WriteBytes(field.Number, [(byte)'x']);
                break;
            case FieldKind.Message:
                output.WriteBytes(field.Number, []);
                break;
            case FieldKind.Double:
                output.WriteDouble(field.Number, 1.5);
                break;
            default:
                if (field.IsPacked)
                    output.WriteBytes(field.Number, [1]);
                else
                    output.WriteUInt64(field.Number, 1);
                break;
        }

        return output.ToArray();
    }
}
