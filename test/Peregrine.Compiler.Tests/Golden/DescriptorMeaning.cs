using Peregrine.Compiler.Output;
using Peregrine.Schema;

namespace Peregrine.Compiler.Tests.Golden;

/// <summary>
/// Compares what two compilers made of a file by its meaning. What counts as the same:
/// 1. options that are encoded in another way: fields in another order, a message in several pieces, packed or not;
/// 2. the default of a floating-point field in other digits of the same number;
/// 3. locations in another order;
/// 4. for a compiler that places parts of declarations by its own rules (buf), only the comments of declarations count (lists such as
///    `reserved` are none), by the path of the declaration and without line breaks at their ends.
/// </summary>
internal static class DescriptorMeaning
{
    /// <summary>Says where two files differ; null when they mean the same.</summary>
    public static string? Difference(DescriptorPool pool, FileDescriptorProto ours, FileDescriptorProto theirs, bool ownPlaces)
    {
        var (a, b) = (Normalise(pool, ours), Normalise(pool, theirs));
        if (!a.ToBytes().AsSpan().SequenceEqual(b.ToBytes()))
            return $"{ours.Name}: {FirstDifference(a, b)}";
        var (ourLocations, theirLocations) = (Describe(ours, ownPlaces), Describe(theirs, ownPlaces));
        return ourLocations.SequenceEqual(theirLocations) ? null
            : $"{ours.Name}: locations, only ours: {string.Join(" ", ourLocations.Except(theirLocations).Take(3))}; only theirs: {string.Join(" ", theirLocations.Except(ourLocations).Take(3))}";
    }

    private static FileDescriptorProto Normalise(DescriptorPool pool, FileDescriptorProto file)
    {
        var copy = FileDescriptorProto.Parse(file.ToBytes());
        copy.SourceCodeInfo = null;
        foreach (var (options, _, replace) in OptionsWalker.Walk(copy).ToList())
            replace(Normalise(pool, options));
        foreach (var field in copy.MessageType.SelectMany(FieldsOf).Concat(copy.Extension).Where(static field => field is { Type: FieldType.Double or FieldType.Float, DefaultValue: not null }))
        {
            var value = DefaultValues.ParseDouble(field.DefaultValue);
            field.DefaultValue = (field.Type == FieldType.Float ? (float)value : value).ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        }

        return copy;
    }

    private static DescriptorOptions Normalise(DescriptorPool pool, DescriptorOptions options)
    {
        var typeName = "google.protobuf." + options.GetType().Name;
        var message = new OptionMessage(pool.FindMessage(typeName) ?? BuiltInDescriptors.FindMessage(typeName));
        message.MergeFrom(options.ToBytes(), pool.FindExtension);
        var result = options.CreateEmpty();
        result.MergeFrom(message.ToBytes());
        return result;
    }

    private static IEnumerable<FieldDescriptorProto> FieldsOf(DescriptorProto message) => [.. message.Field, .. message.Extension, .. message.NestedType.SelectMany(FieldsOf)];

    private static string FirstDifference(FileDescriptorProto a, FileDescriptorProto b)
    {
        var pairs = OptionsWalker.Walk(a).Zip(OptionsWalker.Walk(b));
        foreach (var (x, y) in pairs)
        {
            if (!x.Options.ToBytes().AsSpan().SequenceEqual(y.Options.ToBytes()))
                return $"options at {string.Join(",", x.Path)} and {string.Join(",", y.Path)}: {Convert.ToHexString(x.Options.ToBytes())} and {Convert.ToHexString(y.Options.ToBytes())}";
        }

        foreach (var (x, y) in a.MessageType.Zip(b.MessageType))
        {
            if (!x.ToBytes().AsSpan().SequenceEqual(y.ToBytes()))
                return $"message {x.Name}: {Convert.ToHexString(x.ToBytes())} and {Convert.ToHexString(y.ToBytes())}";
        }

        return $"{Convert.ToHexString(a.ToBytes())} and {Convert.ToHexString(b.ToBytes())}";
    }

    private static List<string> Describe(FileDescriptorProto file, bool ownPlaces) =>
        (file.SourceCodeInfo?.Location ?? [])
            .Where(location => !ownPlaces || (location.Path.Count % 2 == 0 && (location.LeadingComments is not null || location.TrailingComments is not null || location.LeadingDetachedComments.Count > 0)))
            .Select(location => $"[{string.Join(",", location.Path)}]({(ownPlaces ? "" : string.Join(",", location.Span))})"
                + string.Join("/", location.LeadingDetachedComments.Append(location.LeadingComments).Append(location.TrailingComments).Select(text => ownPlaces ? text?.TrimEnd('\n') : text)))
            .Order(StringComparer.Ordinal).ToList();
}
