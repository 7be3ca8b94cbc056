using System.ComponentModel;
using System.Diagnostics;
using Peregrine.Protobuf.Extensions;
using Peregrine.Schema;

namespace Peregrine.Protobuf;

/// <summary>The extensions that are set in one message, ordered by number. Owned by the message.</summary>
[DebuggerDisplay("Count = {Count}")]
public sealed class ExtensionSet : IEquatable<ExtensionSet>
{
    private readonly SortedList<int, Entry> _entries = [];

    /// <summary>How many extensions are set.</summary>
    public int Count => _entries.Count;

    /// <summary>The extensions that are set, by number.</summary>
    public IEnumerable<Extension> Set => _entries.Values.Select(static entry => entry.Extension);

    /// <summary>Whether <paramref name="extension"/> is set.</summary>
    public bool Has(Extension extension) => _entries.TryGetValue(extension.Number, out Entry? entry) && !entry.IsEmpty;

    /// <summary>The value of <paramref name="extension"/>; none when it is not set. A repeated one gives its live view.</summary>
    public FieldValue Get(Extension extension)
    {
        if (!_entries.TryGetValue(extension.Number, out Entry? entry))
            return default;
        entry.Retype(extension);
        return entry.Value;
    }

    /// <summary>Sets the value of a singular extension.</summary>
    public void SetValue(Extension extension, in FieldValue value) => EntryOf(extension).Value = value;

    /// <summary>The live view of a repeated extension.</summary>
    public IRepeatedField GetOrAddRepeated(Extension extension)
    {
        Entry entry = EntryOf(extension);
        entry.Retype(extension);
        if (entry.Value.Kind != FieldValueKind.Repeated)
            entry.Value = FieldValue.FromRepeated(extension.CreateRepeated());
        return entry.Value.AsRepeated();
    }

    /// <summary>Unsets <paramref name="extension"/>.</summary>
    public bool Remove(Extension extension) => _entries.Remove(extension.Number);

    /// <summary>Unsets all.</summary>
    public void Clear() => _entries.Clear();

    /// <summary>Whether all required fields of all messages within are set.</summary>
    public bool IsInitialized() => _entries.Values.All(static entry => entry.IsInitialized());

    /// <summary>Writes the extensions, the last first.</summary>
    public void WriteTo(ref WireWriter writer)
    {
        for (int i = _entries.Count - 1; i >= 0; i--)
            FieldValueCodec.WriteField(ref writer, _entries.Values[i].Extension.Descriptor, _entries.Values[i].Value);
    }

    /// <summary>Reads the value of an extension whose tag was just read. False, and nothing read, when the wire type does not fit it.</summary>
    public bool TryRead(Extension extension, uint tag, ref WireReader reader, ref UnknownFieldSet? unknownFields)
    {
        if (!FieldValueCodec.Accepts(extension.Descriptor, (WireType)(tag & 7)))
            return false;
        if (extension.Descriptor.IsRepeated)
        {
            FieldValueCodec.ReadElements(ref reader, tag, extension.Descriptor, extension.CreateMessage, GetOrAddRepeated(extension), ref unknownFields);
            return true;
        }

        IMessage? existing = extension.Descriptor.MessageType is null ? null : Get(extension).AsMessage() ?? extension.CreateMessage();
        if (FieldValueCodec.TryRead(ref reader, extension.Descriptor, existing, out FieldValue value))
            SetValue(extension, value);
        else
            (unknownFields ??= new UnknownFieldSet()).AppendVarint(extension.Number, (ulong)value.AsEnum());
        return true;
    }

    /// <summary>For generated code: reads the field whose tag was just read if it is an extension that the parse's registry knows.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static bool TryRead(IReflectable message, uint tag, ref WireReader reader)
    {
        if (reader.Options.Extensions?.Find(message.Descriptor, (int)(tag >> 3)) is not { } extension)
            return false;
        UnknownFieldSet? unknown = message.UnknownFields;
        bool read = (message.Extensions ??= new ExtensionSet()).TryRead(extension, tag, ref reader, ref unknown);
        message.UnknownFields = unknown;
        return read;
    }

    /// <summary>A deep copy, or null when nothing is set.</summary>
    public static ExtensionSet? Clone(ExtensionSet? other) => Merge(null, other);

    /// <summary>Merges copies of what is set in <paramref name="other"/> into <paramref name="target"/>, which is made when it is needed.</summary>
    public static ExtensionSet? Merge(ExtensionSet? target, ExtensionSet? other)
    {
        if (other is null || other.Count == 0)
            return target;
        target ??= new ExtensionSet();
        foreach (Entry entry in other._entries.Values)
            target.EntryOf(entry.Extension).MergeFrom(entry);
        return target;
    }

    /// <summary>Equality of what is set; null is equal to an empty set.</summary>
    public static bool Equals(ExtensionSet? left, ExtensionSet? right)
    {
        if (left is null || right is null)
            return (left ?? right) is not { Count: > 0 };
        return left._entries.Count == right._entries.Count &&
            left._entries.Zip(right._entries).All(static pair => pair.First.Key == pair.Second.Key && pair.First.Value.ValueEquals(pair.Second.Value));
    }

    /// <inheritdoc/>
    public bool Equals(ExtensionSet? other) => Equals(this, other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ExtensionSet other && Equals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (int number in _entries.Keys)
            hash.Add(number);
        return hash.ToHashCode();
    }

    private Entry EntryOf(Extension extension)
    {
        if (!_entries.TryGetValue(extension.Number, out Entry? entry))
            _entries.Add(extension.Number, entry = new Entry(extension));
        return entry;
    }

    private sealed class Entry(Extension extension)
    {
        public Extension Extension { get; private set; } = extension;

        public FieldValue Value { get; set; }

        public bool IsEmpty => Value.Kind == FieldValueKind.Repeated ? Value.AsRepeated().Count == 0 : Value.IsNull;

        /// <summary>The value was read by a registry's extension without generated types: hold it by the types that are asked for.</summary>
        public void Retype(Extension typed)
        {
            if (ReferenceEquals(typed, Extension) || Value.IsNull)
                return;
            var writer = new ExtensionCopy(Extension, Value);
            Value = writer.As(typed);
            Extension = typed;
        }

        public bool IsInitialized() => Value.Kind switch
        {
            FieldValueKind.Message => Value.AsMessage() is not { } message || message.IsInitialized(),
            FieldValueKind.Repeated when Extension.Descriptor.MessageType is not null => AllInitialized(Value.AsRepeated()),
            _ => true,
        };

        public void MergeFrom(Entry other)
        {
            if (other.Value.Kind == FieldValueKind.Repeated)
            {
                if (Value.Kind != FieldValueKind.Repeated)
                    Value = FieldValue.FromRepeated(Extension.CreateRepeated());
                IRepeatedField source = other.Value.AsRepeated();
                for (int i = 0; i < source.Count; i++)
                    Value.AsRepeated().Add(ExtensionCopy.Clone(source.GetAt(i)));
            }
            else if (other.Value.AsMessageOrNull() is { } message && Value.AsMessageOrNull() is { } mine)
            {
                mine.MergeFrom(message.ToByteArray());
            }
            else
            {
                Value = ExtensionCopy.Clone(other.Value);
            }
        }

        public bool ValueEquals(Entry other) => Value.Equals(other.Value);

        private static bool AllInitialized(IRepeatedField messages)
        {
            for (int i = 0; i < messages.Count; i++)
            {
                if (!messages.GetAt(i).AsMessage()!.IsInitialized())
                    return false;
            }

            return true;
        }
    }
}
