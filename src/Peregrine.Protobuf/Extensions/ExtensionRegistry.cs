using Peregrine.Schema;

namespace Peregrine.Protobuf;

/// <summary>The extensions that a parse recognises. Immutable: adding gives a new registry.</summary>
public sealed class ExtensionRegistry
{
    private readonly Dictionary<(string Extendee, int Number), Extension> _byNumber = [];
    private readonly Dictionary<string, Extension> _byName = new(StringComparer.Ordinal);

    /// <summary>A registry of <paramref name="extensions"/>; of two for the same number, or of the same name, the later counts.</summary>
    public ExtensionRegistry(params IEnumerable<Extension> extensions)
    {
        foreach (Extension extension in extensions)
        {
            FieldDescriptor field = extension.Descriptor;
            // What it replaces goes from both tables, so that both always tell of the same extensions.
            if (_byName.Remove(field.FullName, out Extension? sameName))
                _byNumber.Remove(Key(sameName));
            if (_byNumber.Remove(Key(extension), out Extension? sameNumber))
                _byName.Remove(sameNumber.Descriptor.FullName);
            _byNumber.Add(Key(extension), extension);
            _byName.Add(field.FullName, extension);
        }
    }

    /// <summary>All extensions in it.</summary>
    public IReadOnlyCollection<Extension> Extensions => _byNumber.Values;

    /// <summary>This registry with <paramref name="extensions"/> added.</summary>
    public ExtensionRegistry With(params IEnumerable<Extension> extensions) => new([.. Extensions, .. extensions]);

    /// <summary>The extension of <paramref name="extendee"/> with the number, or null.</summary>
    public Extension? Find(MessageDescriptor extendee, int number) => _byNumber.GetValueOrDefault((extendee.FullName, number));

    /// <summary>The extension with the full name, or null.</summary>
    public Extension? Find(string fullName) => _byName.GetValueOrDefault(fullName);

    private static (string Extendee, int Number) Key(Extension extension) => (extension.Descriptor.ContainingType.FullName, extension.Number);
}
