using System.Diagnostics;
using System.Reflection;
using Peregrine.Protobuf.Tests.Parts;
using Peregrine.Protobuf.Tests.People;

namespace Peregrine.Protobuf.Tests.Messages;

public class MessageDebugViewTests
{
    [Fact]
    public void A_debugger_finds_the_view_of_generated_and_dynamic_messages()
    {
        foreach (Type type in (Type[])[typeof(Person), typeof(Address), typeof(DynamicMessage)])
        {
            string proxy = Assert.Single(type.GetCustomAttributes<DebuggerTypeProxyAttribute>()).ProxyTypeName;
            Assert.Equal(typeof(MessageDebugView), Type.GetType(proxy));
            Assert.Contains("{ToString(),nq}", Assert.Single(type.GetCustomAttributes<DebuggerDisplayAttribute>()).Value, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void It_shows_what_is_set_by_name_in_order_of_declaration()
    {
        var person = new Person { Name = "x", Age = 5, Kind = Kind.Admin, Home = new Address { City = "c" }, Tags = { "a", "b" }, Scores = { ["k"] = 1 } };
        Check(person);
        Check(DynamicMessage.Parse(Person.Descriptor, person.ToByteArray()));

        static void Check(IMessage message)
        {
            IReadOnlyList<MessageDebugView.Field> fields = new MessageDebugView(message).Fields;
            string[] declared = [.. Person.Descriptor.Fields.Select(static field => field.Name).Where(static name => name is "name" or "age" or "kind" or "home" or "tags" or "scores")];
            Assert.Equal(declared, fields.Select(static field => field.Name));
            Dictionary<string, object?> values = fields.ToDictionary(static field => field.Name, static field => field.Value);
            Assert.Equal("x", values["name"]);
            Assert.Equal(5, values["age"]);
            Assert.Equal("KIND_ADMIN", values["kind"]);
            Assert.Equal(new Address { City = "c" }.ToByteArray(), Assert.IsAssignableFrom<IMessage>(values["home"]).ToByteArray());
            Assert.Equal(2, Assert.IsAssignableFrom<IRepeatedField>(values["tags"]).Count);
            Assert.Equal(1, Assert.IsAssignableFrom<IMapField>(values["scores"]).Count);
        }
    }

    [Fact]
    public void It_shows_extensions_unknown_fields_and_enum_numbers_without_a_name()
    {
        var part = new Part { Id = "p" };
        part.SetExtension(PartsExtensions.Weight, 7);
        part.MergeFrom((ReadOnlySpan<byte>)[0xf8, 0xff, 0x01, 0x05]);
        IReadOnlyList<MessageDebugView.Field> fields = new MessageDebugView(part).Fields;
        Assert.Equal(["id", "[parts.weight]", "unknown field 4095"], fields.Select(static field => field.Name));
        Assert.Equal(7, fields[1].Value);
        Assert.Equal(5ul, Assert.IsType<UnknownField>(fields[2].Value).Number64);
        Assert.Equal(99, Assert.Single(new MessageDebugView(new Person { Kind = (Kind)99 }).Fields).Value);
        Assert.Empty(new MessageDebugView(new Person()).Fields);
    }
}
