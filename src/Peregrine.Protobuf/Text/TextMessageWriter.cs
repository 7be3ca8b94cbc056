using System.Runtime.CompilerServices;
using Peregrine.Protobuf.Reflection;
using Peregrine.Schema;

namespace Peregrine.Protobuf.Text;

/// <summary>Prints messages and the values of their fields. One for each formatting call.</summary>
internal readonly struct TextMessageWriter
{
    private readonly TextOutput _output;
    private readonly TextFormatterOptions _options;

    public TextMessageWriter(TextOutput output, TextFormatterOptions options)
    {
        _output = output;
        _options = options;
    }

    public void WriteFields(IReflectable message)
    {
        // Parsed messages are bounded in depth; messages that a program builds are not.
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (_options.ExpandAny && message.Descriptor.FullName == "google.protobuf.Any" && TryWriteAny(message))
            return;
        foreach (FieldDescriptor field in message.Descriptor.Fields)
        {
            if (message.HasField(field.Index))
                WriteField(field, message.GetField(field.Index));
        }

        if (message.Extensions is { } extensions)
        {
            foreach (Extension extension in extensions.Set.Where(extensions.Has))
                WriteField(extension.Descriptor, extensions.Get(extension));
        }

        if (_options.PrintUnknownFields && message.UnknownFields is { } unknown)
            new TextUnknownWriter(_output).WriteFields(unknown);
    }

    private void WriteField(FieldDescriptor field, in FieldValue value)
    {
        string name = TextFieldNames.NameOf(field);
        if (_options.Redact && field.Options?.DebugRedact == true)
        {
            _output.BeginField(name);
            _output.Text.Append(": [REDACTED]");
            _output.EndField();
        }
        else if (field.IsMap)
        {
            WriteMap(field, name, value.AsMap());
        }
        else if (field.IsRepeated)
        {
            IRepeatedField values = value.AsRepeated();
            for (int i = 0; i < values.Count; i++)
                WriteSingular(field, name, values.GetAt(i));
        }
        else
        {
            WriteSingular(field, name, value);
        }
    }

    private void WriteSingular(FieldDescriptor field, string name, in FieldValue value)
    {
        _output.BeginField(name);
        if (field.MessageType is not null)
        {
            _output.BeginMessage();
            WriteFields((IReflectable)value.AsMessage()!);
            _output.EndMessage();
            return;
        }

        _output.Text.Append(": ");
        TextScalar.Write(field, value, _options.EscapeNonAscii, _output.Text);
        _output.EndField();
    }

    private void WriteMap(FieldDescriptor field, string name, IMapField entries)
    {
        FieldDescriptor keyField = field.MessageType!.Fields[0];
        FieldDescriptor valueField = field.MessageType.Fields[1];
        // Sorted by key, so that the same content gives the same text.
        foreach (int entry in MapKeyOrder.Of(entries))
        {
            _output.BeginField(name);
            _output.BeginMessage();
            WriteSingular(keyField, keyField.Name, entries.KeyAt(entry));
            WriteSingular(valueField, valueField.Name, entries.ValueAt(entry));
            _output.EndMessage();
        }
    }

    private bool TryWriteAny(IReflectable message)
    {
        string url = message.GetField(0).AsString();
        // Each value is bytes that are parsed by themselves, so that a message could hold any number of them within each other.
        if (_output.Depth >= TextParserOptions.DefaultRecursionLimit)
            return false;
        if (!_options.TypeRegistry.TryFindByUrl(url, out MessageParser? type))
            return false;
        IMessage content;
        try
        {
            content = _options.TypeRegistry.Parse(type, message.GetField(1).AsBytes().Span);
        }
        catch (InvalidProtocolBufferException)
        {
            // What does not parse is printed as the bytes that it is.
            return false;
        }

        _output.BeginField($"[{url}]");
        _output.BeginMessage();
        WriteFields((IReflectable)content);
        _output.EndMessage();
        return true;
    }
}
