using Peregrine.Protobuf.Tests.People;
using Peregrine.Schema;

namespace Peregrine.Protobuf.Tests.Messages;

public class FieldVisitorTests
{
    [Fact]
    public void Generated_and_dynamic_messages_show_the_same_fields_in_order_of_declaration()
    {
        Person person = Samples.Person();
        var generated = new Recorder(Person.Descriptor);
        ((IReflectable)person).VisitFields(generated);
        var dynamic = new Recorder(Person.Descriptor);
        ((IReflectable)DynamicMessage.Parse(Person.Descriptor, person.ToByteArray())).VisitFields(dynamic);
        Assert.Equal(dynamic.Seen, generated.Seen);
        int[] set = [.. Enumerable.Range(0, Person.Descriptor.Fields.Count).Where(((IReflectable)person).HasField)];
        Assert.Equal(set, generated.Indexes);
        Assert.True(set.Length > 15);
    }

    [Fact]
    public void An_empty_message_shows_nothing()
    {
        var recorder = new Recorder(Person.Descriptor);
        ((IReflectable)new Person()).VisitFields(recorder);
        Assert.Empty(recorder.Seen);
    }

    private sealed class Recorder(MessageDescriptor descriptor) : FieldVisitor
    {
        public List<string> Seen { get; } = [];

        public List<int> Indexes { get; } = [];

        public override void VisitInt32(int index, int value) => Add(index, value);

        public override void VisitInt64(int index, long value) => Add(index, value);

        public override void VisitUInt32(int index, uint value) => Add(index, value);

        public override void VisitUInt64(int index, ulong value) => Add(index, value);

        public override void VisitFloat(int index, float value) => Add(index, value);

        public override void VisitDouble(int index, double value) => Add(index, value);

        public override void VisitBool(int index, bool value) => Add(index, value);

        public override void VisitEnum(int index, int number) => Add(index, number);

        public override void VisitString(int index, string value) => Add(index, value);

        public override void VisitBytes(int index, ByteString value) => Add(index, value.ToBase64());

        public override void VisitMessage(int index, IReflectable value) => Add(index, value);

        public override void VisitRepeated(int index, IRepeatedField values) => Add(index, $"{values.Count} elements");

        public override void VisitMap(int index, IMapField entries) => Add(index, $"{entries.Count} entries");

        private void Add(int index, object value)
        {
            Indexes.Add(index);
            Seen.Add($"{descriptor.Fields[index].Name}: {value}");
        }
    }
}
