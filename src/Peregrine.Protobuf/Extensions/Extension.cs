using Peregrine.Schema;

namespace Peregrine.Protobuf;

/// <summary>A field that extends a message from outside its definition. Immutable and thread-safe; generated code holds one for each <c>extend</c> field.</summary>
public abstract class Extension
{
    private readonly Func<FieldDescriptor> _find;
    private readonly Func<IMessage>? _createMessage;
    private FieldDescriptor? _descriptor;

    private protected Extension(Func<FieldDescriptor> descriptor, Func<IMessage>? createMessage)
    {
        _find = descriptor;
        _createMessage = createMessage;
    }

    /// <summary>What the field is.</summary>
    public FieldDescriptor Descriptor => _descriptor ??= _find();

    /// <summary>The number under which it is sent.</summary>
    public int Number => Descriptor.Number;

    /// <summary>A new message of the field's type.</summary>
    /// <exception cref="InvalidOperationException">The field holds no messages.</exception>
    public IMessage CreateMessage() =>
        _createMessage?.Invoke() ?? throw new InvalidOperationException($"extension {Descriptor.FullName} holds no messages");

    /// <summary>An empty repeated field of the right element type.</summary>
    internal abstract IRepeatedField CreateRepeated();

    /// <summary>The name in the <c>.proto</c>.</summary>
    public override string ToString() => Descriptor.FullName;
}
