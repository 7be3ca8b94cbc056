using System.Collections.Generic;

namespace Peregrine.Schema;

/// <summary>An element of a linked schema: immutable, with every name resolved and every feature settled.</summary>
public abstract class Descriptor
{
    private protected Descriptor(string name, string fullName, Descriptor? parent, int index)
    {
        Name = name;
        FullName = fullName;
        Parent = parent;
        Index = index;
    }

    /// <summary>The name as declared; for a file, its import path.</summary>
    public string Name { get; }

    /// <summary>The name with package and enclosing messages, without a leading dot.</summary>
    public string FullName { get; }

    /// <summary>The full name with a leading dot, as descriptors refer to types.</summary>
    internal string AbsoluteName => field ??= "." + FullName;

    /// <summary>The element that this one is declared in; null for a file.</summary>
    public Descriptor? Parent { get; }

    /// <summary>The position among the siblings of its kind, in declaration order.</summary>
    public int Index { get; }

    /// <summary>The file that declares the element.</summary>
    public abstract FileDescriptor File { get; }

    /// <summary>The features in force here: the edition's defaults, then what every enclosing element and the element itself set.</summary>
    public FeatureSet Features { get; internal set; } = DefaultFeatures.Proto2;

    /// <summary>The comments around the declaration; empty when the file was compiled without source info.</summary>
    public DescriptorComments Comments => File.SourceMap.FindComments(this);

    /// <summary>The options message that was written on the element, null when it has none.</summary>
    public abstract DescriptorOptions? OptionsMessage { get; }

    /// <summary>The message of descriptor.proto that this element was built from.</summary>
    public abstract SchemaMessage ProtoMessage { get; }

    /// <summary>The path of the element from its file, as SourceCodeInfo counts it.</summary>
    public IReadOnlyList<int> Path
    {
        get
        {
            var path = new List<int>();
            AppendPath(path);
            return path;
        }
    }

    /// <inheritdoc />
    public override string ToString() => FullName;

    internal abstract void AppendPath(List<int> path);

    private protected void AppendPath(List<int> path, int fieldNumber)
    {
        Parent!.AppendPath(path);
        path.Add(fieldNumber);
        path.Add(Index);
    }
}
