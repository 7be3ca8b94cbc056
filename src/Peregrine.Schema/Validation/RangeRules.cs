using System;
using System.Collections.Generic;

namespace Peregrine.Schema;

/// <summary>Extension ranges, reserved ranges and reserved names of a message: each valid, none overlapping, no field among them.</summary>
internal static class RangeRules
{
    public static void Check(LinkContext context, MessageDescriptor message)
    {
        var proto = message.Proto;
        if (proto.ExtensionRange.Count == 0 && proto.ReservedRange.Count == 0 && proto.ReservedName.Count == 0)
            return;
        var reserved = new List<NumberRange>();
        foreach (var range in proto.ReservedRange)
            AddRange(context, message, reserved, range, range.Start ?? 0, range.End ?? 0, "reserved");
        var extensions = new List<NumberRange>();
        foreach (var range in proto.ExtensionRange)
            AddRange(context, message, extensions, range, range.Start ?? 0, range.End ?? 0, "extension");
        reserved.Sort();
        extensions.Sort();
        ReportOverlaps(context, message, reserved, "reserved");
        CheckReservedNames(context, message);
        CheckFields(context, message, reserved, extensions);
        ReportMixedOverlaps(context, message, extensions, reserved);
        ReportOverlaps(context, message, extensions, "extension");
    }

    /// <summary>Checks the upper limit of extension numbers, which a MessageSet raises.</summary>
    public static void CheckLimits(LinkContext context, MessageDescriptor message)
    {
        var max = message.IsMessageSet ? int.MaxValue - 1 : FieldRules.MaxNumber;
        foreach (var range in message.ExtensionRanges)
        {
            if (range.End > (long)max + 1)
                context.Error(DiagnosticIds.RangeInvalid, message.FullName, range, ErrorLocation.Number, $"an extension number cannot be greater than {max}");
        }
    }

    private static void AddRange(LinkContext context, MessageDescriptor message, List<NumberRange> ranges, SchemaMessage proto, int start, int end, string kind)
    {
        if (start <= 0)
            context.Error(DiagnosticIds.RangeInvalid, message.FullName, proto, ErrorLocation.Number, $"{Article(kind)} number must be positive");
        if (end <= start)
            context.Error(DiagnosticIds.RangeInvalid, message.FullName, proto, ErrorLocation.Number, $"the end of {Article(kind)} range must not be less than its start");
        else
            ranges.Add(new NumberRange(start, end, ranges.Count, proto));
    }

    private static string Article(string kind) => kind == "extension" ? "an extension" : "a reserved";

    // Sorted by start, a range can overlap only with those before it that reach beyond its start.
    private static void ReportOverlaps(LinkContext context, MessageDescriptor message, List<NumberRange> sorted, string kind)
    {
        for (var i = 1; i < sorted.Count; i++)
        {
            var (a, b) = (sorted[i - 1], sorted[i]);
            if (a.End > b.Start)
            {
                var (earlier, later) = a.Order < b.Order ? (a, b) : (b, a);
                context.Error(DiagnosticIds.RangeOverlap, message.FullName, later.Proto, ErrorLocation.Number,
                    $"the {kind} range {later} overlaps with the range {earlier}", reportedAt: new ErrorPlace(earlier.Proto, ErrorLocation.Number));
            }

            if (a.End > b.End)
                sorted[i] = b with { End = a.End, Proto = a.Proto };
        }
    }

    private static void ReportMixedOverlaps(LinkContext context, MessageDescriptor message, List<NumberRange> extensions, List<NumberRange> reserved)
    {
        foreach (var extension in extensions)
        {
            if (Overlapping(reserved, extension.Start, extension.End) is { } range)
                context.Error(DiagnosticIds.RangeOverlap, message.FullName, extension.Proto, ErrorLocation.Number, $"the extension range {extension} overlaps with the reserved range {range}");
        }
    }

    private static void CheckReservedNames(LinkContext context, MessageDescriptor message)
    {
        var proto = message.Proto;
        if (proto.ReservedName.Count == 0)
            return;
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < proto.ReservedName.Count; i++)
        {
            if (proto.ReservedName[i].Length > NameLength.Max)
                context.Error(DiagnosticIds.InvalidName, proto.ReservedName[i], proto, ErrorLocation.Name, "the reserved name is too long", index: i);
            if (!names.Add(proto.ReservedName[i]))
                context.Error(DiagnosticIds.ReservedTwice, proto.ReservedName[i], proto, ErrorLocation.Name, $"the field name \"{proto.ReservedName[i]}\" is reserved twice", "remove one of the two", i);
        }
    }

    private static void CheckFields(LinkContext context, MessageDescriptor message, List<NumberRange> reserved, List<NumberRange> extensions)
    {
        var names = new HashSet<string>(message.Proto.ReservedName, StringComparer.Ordinal);
        foreach (var field in message.Fields)
        {
            if (Overlapping(extensions, field.Number, field.Number + 1) is { } extension)
                context.Error(DiagnosticIds.RangeOverlap, field.FullName, extension.Proto, ErrorLocation.Number, $"the extension range {extension} includes the field \"{field.Name}\" ({field.Number})");
            if (Overlapping(reserved, field.Number, field.Number + 1) is { } range)
                context.Error(DiagnosticIds.ReservedNumberUsed, field, ErrorLocation.Number, $"the field \"{field.Name}\" uses the reserved number {field.Number}", "give it another number", new ErrorPlace(range.Proto, ErrorLocation.Number));
            if (names.Contains(field.Name))
                context.Error(DiagnosticIds.ReservedNameUsed, field, ErrorLocation.Name, $"the field name \"{field.Name}\" is reserved", "give the field another name");
        }
    }

    private static NumberRange? Overlapping(List<NumberRange> sorted, int start, int end)
    {
        // Sorted by start and, overlaps aside, by end: the last range that starts before our end is the candidate.
        int low = 0, high = sorted.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (sorted[middle].Start < end)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return high >= 0 && sorted[high].End > start ? sorted[high] : null;
    }

    private readonly record struct NumberRange(int Start, int End, int Order, SchemaMessage Proto) : IComparable<NumberRange>
    {
        public int CompareTo(NumberRange other) => Start != other.Start ? Start.CompareTo(other.Start) : Order.CompareTo(other.Order);

        public override string ToString() => End - 1 == Start ? $"{Start}" : $"{Start} to {End - 1}";
    }
}
