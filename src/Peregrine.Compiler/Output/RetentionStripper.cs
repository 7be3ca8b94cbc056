using System;
using System.Collections.Generic;
using System.Linq;
using Peregrine.Schema;

namespace Peregrine.Compiler.Output;

/// <summary>
/// Removes the options whose retention is the source, together with their locations. On the way custom options are put in the order of their
/// numbers and merged, as the reference implementation's round trip through dynamic messages does.
/// </summary>
internal sealed class RetentionStripper
{
    private readonly Func<string, MessageDescriptor?> _findMessage;
    private readonly Func<MessageDescriptor, int, FieldDescriptor?> _findExtension;
    private readonly List<int[]> _stripped = [];
    private readonly List<int> _path = [];

    private RetentionStripper(Func<string, MessageDescriptor?> findMessage, Func<MessageDescriptor, int, FieldDescriptor?> findExtension)
    {
        _findMessage = findMessage;
        _findExtension = findExtension;
    }

    /// <summary>Gives the file itself when there is nothing to do, else a copy.</summary>
    public static FileDescriptorProto Strip(DescriptorPool pool, FileDescriptorProto file)
    {
        if (!MayApply(file))
            return file;
        var copy = FileDescriptorProto.Parse(file.WithSourceInfo(null).ToBytes());
        copy.SourceCodeInfo = file.SourceCodeInfo;
        StripInPlace(pool, copy);
        return copy;
    }

    /// <summary>The file's descriptor, source info apart, without the options that are meant for the compiler only: what generated code carries.</summary>
    public static FileDescriptorProto Strip(FileDescriptor file)
    {
        var copy = FileDescriptorProto.Parse(file.Proto.WithSourceInfo(null).ToBytes());
        if (!MayApply(copy))
            return copy;
        var imports = new ImportedExtensions(file);
        new RetentionStripper(imports.FindMessage, imports.Find).Strip(copy);
        return copy;
    }

    /// <summary>True when the file has options that may have to go, or to be put in order.</summary>
    public static bool MayApply(FileDescriptorProto file) => OptionsWalker.Walk(file).Any(static item => NeedsWork(item.Options));

    /// <summary>Changes the file itself, for who has it alone.</summary>
    public static void StripInPlace(DescriptorPool pool, FileDescriptorProto file) =>
        new RetentionStripper(pool.FindMessage, pool.FindExtension).Strip(file);

    private void Strip(FileDescriptorProto file)
    {
        foreach (var (options, path, replace) in OptionsWalker.Walk(file).ToList())
        {
            if (NeedsWork(options))
                replace(Strip(options, path));
        }

        if (file.SourceCodeInfo is { } info)
            file.SourceCodeInfo = Strip(info);
    }

    private static bool NeedsWork(DescriptorOptions options) =>
        options.UnknownFields.Length > 0
        || options.Features is { } features && (features.UnknownFields.Length > 0 || features.EnforceNamingStyle is not null || features.DefaultSymbolVisibility is not null)
        || options is ExtensionRangeOptions range && (range.Declaration.Count > 0 || range.Verification is not null);

    private DescriptorOptions? Strip(DescriptorOptions options, IReadOnlyList<int> path)
    {
        var typeName = "google.protobuf." + options.GetType().Name;
        var message = new OptionMessage(_findMessage(typeName) ?? BuiltInDescriptors.FindMessage(typeName));
        message.MergeFrom(options.ToBytes(), _findExtension);
        _path.Clear();
        _path.AddRange(path);
        var before = _stripped.Count;
        Strip(message);
        if (_stripped.Count > before && !message.Fields.Any())
        {
            // Nothing is left of what was written here, so the options go, and their location with them.
            _stripped.Add([.. path]);
            return null;
        }

        var result = options.CreateEmpty();
        result.MergeFrom(message.ToBytes());
        return result;
    }

    private void Strip(OptionMessage message)
    {
        foreach (var entry in message.Fields.ToList())
        {
            _path.Add(entry.Field.Number);
            if (entry.Field.Options?.Retention == OptionRetention.Source)
            {
                message.Remove(entry.Field);
                _stripped.Add([.. _path]);
            }
            else if (entry.Field.Kind == FieldKind.Message)
            {
                StripValues(entry);
            }

            _path.RemoveAt(_path.Count - 1);
        }
    }

    private void StripValues(OptionField entry)
    {
        for (var i = 0; i < entry.Values.Count; i++)
        {
            if (entry.Field.IsRepeated)
                _path.Add(i);
            Strip(entry.Values[i].Message!);
            if (entry.Field.IsRepeated)
                _path.RemoveAt(_path.Count - 1);
        }
    }

    private SourceCodeInfo Strip(SourceCodeInfo info)
    {
        if (_stripped.Count == 0)
            return info;
        var prefixes = new HashSet<string>(_stripped.Select(static path => string.Join(",", path)), StringComparer.Ordinal);
        var result = new SourceCodeInfo();
        result.Location.AddRange(info.Location.Where(location => !HasPrefix(location.Path, prefixes)));
        return result;
    }

    private static bool HasPrefix(List<int> path, HashSet<string> prefixes)
    {
        var prefix = "";
        foreach (var element in path)
        {
            prefix = prefix.Length == 0 ? $"{element}" : $"{prefix},{element}";
            if (prefixes.Contains(prefix))
                return true;
        }

        return false;
    }
}
