using System.Text;
using Peregrine.Schema;

namespace Peregrine.Protobuf.Reflection;

/// <summary>The paths of a field mask as a tree of names: what lies under a leaf is all in the mask.</summary>
internal sealed class FieldMaskTree
{
    private readonly SortedDictionary<string, FieldMaskTree> _children = new(StringComparer.Ordinal);

    private FieldMaskTree()
    {
    }

    /// <summary>Below a leaf everything is in the mask; a tree without paths, which is a leaf too, stands for an empty mask.</summary>
    public bool IsLeaf => _children.Count == 0;

    public static FieldMaskTree Of(IEnumerable<string> paths)
    {
        var tree = new FieldMaskTree();
        foreach (string path in paths)
            tree.Add(path);
        return tree;
    }

    /// <summary>The paths that are in both trees.</summary>
    public FieldMaskTree Intersect(FieldMaskTree other) => Of([.. ToPaths().Where(other.Covers), .. other.ToPaths().Where(Covers)]);

    /// <summary>The paths in order, none of which lies under another.</summary>
    public List<string> ToPaths()
    {
        // With a stack of our own: how deep a mask goes is input.
        var paths = new List<string>();
        var path = new StringBuilder();
        var open = new Stack<(IEnumerator<KeyValuePair<string, FieldMaskTree>> Children, int Length)>();
        open.Push((_children.GetEnumerator(), 0));
        while (open.TryPeek(out (IEnumerator<KeyValuePair<string, FieldMaskTree>> Children, int Length) node))
        {
            path.Length = node.Length;
            if (!node.Children.MoveNext())
            {
                open.Pop();
                continue;
            }

            (string name, FieldMaskTree child) = node.Children.Current;
            path.Append(node.Length == 0 ? "" : ".").Append(name);
            if (child.IsLeaf)
                paths.Add(path.ToString());
            else
                open.Push((child._children.GetEnumerator(), path.Length));
        }

        return paths;
    }

    /// <summary>Copies the fields of the mask from <paramref name="source"/> to <paramref name="target"/>.</summary>
    public void Merge(IReflectable source, IReflectable target, FieldMaskMergeOptions options)
    {
        foreach ((string name, FieldMaskTree child) in _children)
        {
            // A name that the message does not have masks nothing.
            if (source.Descriptor.FindFieldByName(name) is not { } field)
                continue;
            if (child.IsLeaf)
                MergeLeaf(source, target, field, options);
            else if (field is { MessageType: not null, IsRepeated: false })
                child.MergeNested(source, target, field, options);
        }
    }

    /// <summary>Clears the fields that are not in the mask. As elsewhere, an empty mask masks nothing out.</summary>
    public void Trim(IReflectable message)
    {
        if (IsLeaf)
            return;
        foreach (FieldDescriptor field in message.Descriptor.Fields)
        {
            if (!_children.TryGetValue(field.Name, out FieldMaskTree? child))
                message.ClearField(field.Index);
            else if (field is { MessageType: not null, IsRepeated: false } && message.HasField(field.Index))
                child.Trim((IReflectable)message.GetField(field.Index).AsMessage()!);
        }
    }

    private static void MergeLeaf(IReflectable source, IReflectable target, FieldDescriptor field, FieldMaskMergeOptions options)
    {
        bool replace = field.IsRepeated ? options.ReplaceRepeatedFields : field.MessageType is not null ? options.ReplaceMessageFields : options.ReplaceScalarFields;
        if (replace)
            target.ClearField(field.Index);
        if (source.HasField(field.Index))
            MessageMerge.MergeField(source, target, field.Index);
    }

    private void MergeNested(IReflectable source, IReflectable target, FieldDescriptor field, FieldMaskMergeOptions options)
    {
        if (!source.HasField(field.Index) && !target.HasField(field.Index))
            return;
        var from = (IReflectable)(source.HasField(field.Index) ? source.GetField(field.Index).AsMessage()! : source.CreateField(field.Index));
        var to = (IReflectable)(target.HasField(field.Index) ? target.GetField(field.Index).AsMessage()! : target.CreateField(field.Index));
        Merge(from, to, options);
        target.SetField(field.Index, FieldValue.FromMessage(to));
    }

    private void Add(string path)
    {
        FieldMaskTree node = this;
        bool isNew = false;
        foreach (Range part in path.AsSpan().Split('.'))
        {
            // An earlier path has all that lies under it.
            if (!isNew && node != this && node.IsLeaf)
                return;
            string name = path[part];
            isNew = !node._children.TryGetValue(name, out FieldMaskTree? next);
            if (isNew)
                node._children[name] = next = new FieldMaskTree();
            node = next!;
        }

        node._children.Clear();
    }

    // Whether the path is one of this tree's, or lies under one.
    private bool Covers(string path)
    {
        FieldMaskTree node = this;
        foreach (Range part in path.AsSpan().Split('.'))
        {
            if (node != this && node.IsLeaf)
                return true;
            if (!node._children.TryGetValue(path[part], out FieldMaskTree? next))
                return false;
            node = next;
        }

        return node.IsLeaf;
    }
}
