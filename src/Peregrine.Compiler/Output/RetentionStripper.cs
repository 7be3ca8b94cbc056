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
    private readonly DescriptorPool _pool;
    private readonly List<int[]> _stripped = [];
    private readonly List<int> _path = [];

    private RetentionStripper(DescriptorPool pool)
    {
        _pool = pool;
    }

    /// <summary>Gives the file itself when there is nothing to do, else a copy.</summary>
    public static FileDescriptorProto Strip(DescriptorPool pool, FileDescriptorProto file)
    {
        if (!OptionsWalker.Walk(file).Any(static item => NeedsWork(item.Options)))
            return file;
        var info = file.SourceCodeInfo;
        var copy = FileDescriptorProto.Parse(file.WithSourceInfo(null).ToBytes());
        var stripper = new RetentionStripper(pool);
        foreach (var (options, path, replace) in OptionsWalker.Walk(copy).ToList())
        {
            if (NeedsWork(options))
                replace(stripper.Strip(options, path));
        }

        if (info is not null)
            copy.SourceCodeInfo = stripper.Strip(info);
        return copy;
    }

    private static bool NeedsWork(DescriptorOptions options) =>
        options.UnknownFields.Length > 0
        || options.Features is { } features && (features.UnknownFields.Length > 0 || features.EnforceNamingStyle is not null || features.DefaultSymbolVisibility is not null)
        || options is ExtensionRangeOptions range && (range.Declaration.Count > 0 || range.Verification is not null);

    private DescriptorOptions? Strip(DescriptorOptions options, IReadOnlyList<int> path)
    {
        var typeName = "google.protobuf." + options.GetType().Name;
        var message = new OptionMessage(_pool.FindMessage(typeName) ?? BuiltInDescriptors.FindMessage(typeName));
        message.MergeFrom(options.ToBytes(), _pool.FindExtension);
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
