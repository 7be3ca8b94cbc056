using System.Linq.Expressions;
using Peregrine.Protobuf.Reflection;
using Peregrine.Schema;

namespace Peregrine.Protobuf.WellKnownTypes;

/// <content>The algebra of masks, and what masks do to messages.</content>
public partial class FieldMask
{
    /// <summary>A mask of paths in the names of the <c>.proto</c>, such as <c>address.post_code</c>.</summary>
    public static FieldMask FromPaths(params IEnumerable<string> paths)
    {
        var mask = new FieldMask();
        foreach (string path in paths)
            mask.Paths.Add(path);
        return mask;
    }

    /// <summary>A mask of properties: <c>FieldMask.Of&lt;User&gt;(user => user.Name, user => user.Address!.PostCode)</c>.</summary>
    /// <exception cref="ArgumentException">An expression is not a chain of properties that are fields.</exception>
    public static FieldMask Of<T>(params IEnumerable<Expression<Func<T, object?>>> properties)
        where T : class, IMessage<T> => FromPaths(properties.Select(property => FieldMaskPaths.Of(T.Descriptor, property)));

    /// <summary>Whether all paths name fields of <typeparamref name="T"/>.</summary>
    public bool IsValid<T>()
        where T : class, IMessage<T> => IsValid(T.Descriptor);

    /// <summary>Whether all paths name fields of the message that <paramref name="descriptor"/> describes.</summary>
    public bool IsValid(MessageDescriptor descriptor) => Paths.All(path => FieldMaskPaths.IsValid(descriptor, path));

    /// <summary>The same mask with its paths sorted and without those that lie under others.</summary>
    public FieldMask Normalize() => FromPaths(FieldMaskTree.Of(Paths).ToPaths());

    /// <summary>The paths that are in this mask or in <paramref name="other"/>, normalized.</summary>
    public FieldMask Union(FieldMask other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return FromPaths(FieldMaskTree.Of(Paths.Concat(other.Paths)).ToPaths());
    }

    /// <summary>The paths that are in this mask and in <paramref name="other"/>, normalized.</summary>
    public FieldMask Intersection(FieldMask other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return FromPaths(FieldMaskTree.Of(Paths).Intersect(FieldMaskTree.Of(other.Paths)).ToPaths());
    }

    /// <summary>Copies the masked fields that <paramref name="source"/> has to <paramref name="target"/>: messages are merged, lists and maps added to.</summary>
    public void Merge<T>(T source, T target, FieldMaskMergeOptions? options = null)
        where T : class, IMessage
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        FieldMaskTree.Of(Paths).Merge((IReflectable)source, (IReflectable)target, options ?? new FieldMaskMergeOptions());
    }

    /// <summary>
    /// Updates <paramref name="target"/>: afterwards its masked fields are those of <paramref name="update"/>, cleared where they are not set there, and all others are
    /// as before. What an update method does with its <c>update_mask</c>.
    /// </summary>
    public void Apply<T>(T update, T target)
        where T : class, IMessage => Merge(update, target, FieldMaskMergeOptions.Replace);

    /// <summary>Clears all fields of <paramref name="message"/> that are not in this mask. What a read method does with its <c>read_mask</c>; an empty mask leaves all.</summary>
    public void Trim(IMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        FieldMaskTree.Of(Paths).Trim((IReflectable)message);
    }
}
