using System;
using System.Collections.Generic;
using System.Text;

namespace Peregrine.Schema;

/// <summary>The rules of enums: values, numbers, names, reservations.</summary>
internal static class EnumRules
{
    public static void CheckDeclaration(LinkContext context, EnumDescriptor type)
    {
        if (type.Values.Count == 0)
            context.Error(DiagnosticIds.EnumEmpty, type, ErrorLocation.Name, $"the enum \"{type.Name}\" has no values", "give it one with the number 0");
        var ranges = CheckReservedRanges(context, type);
        var names = CheckReservedNames(context, type);
        foreach (var value in type.Values)
        {
            if (RangeOf(ranges, value.Number) is { } range)
                context.Error(DiagnosticIds.ReservedNumberUsed, value, ErrorLocation.Number, $"the enum value \"{value.Name}\" uses the reserved number {value.Number}", "give it another number", new ErrorPlace(range, ErrorLocation.Number));
            if (names.Contains(value.Name))
                context.Error(DiagnosticIds.ReservedNameUsed, value, ErrorLocation.Name, $"the enum value name \"{value.Name}\" is reserved", "give the value another name");
        }
    }

    /// <summary>Checks what depends on options and features.</summary>
    public static void Check(LinkContext context, EnumDescriptor type)
    {
        if (!type.IsClosed && type.Values.Count > 0 && type.Values[0].Number != 0)
            context.Error(DiagnosticIds.EnumZero, type.Values[0], ErrorLocation.Number, "the first value of an open enum must be zero", "put a value with the number 0 first");
        if (type.Options?.AllowAlias != true)
            CheckNumbers(context, type);
        CheckStrippedNames(context, type);
    }

    private static void CheckNumbers(LinkContext context, EnumDescriptor type)
    {
        var used = new Dictionary<int, EnumValueDescriptor>();
        var max = int.MinValue;
        foreach (var value in type.Values)
            max = Math.Max(max, value.Number);
        foreach (var value in type.Values)
        {
            if (!used.TryGetValue(value.Number, out var other))
                used.Add(value.Number, value);
            else
                context.Error(DiagnosticIds.EnumNumberTwice, value, ErrorLocation.Number, $"the enum values \"{value.Name}\" and \"{other.Name}\" have the same number {value.Number}",
                    $"if that is meant, set \"option allow_alias = true;\" in the enum{(max < int.MaxValue ? $"; else the next free number is {max + 1}" : "")}");
        }
    }

    // Generators drop the enum's name from its values: names that are then the same cannot be told apart.
    private static void CheckStrippedNames(LinkContext context, EnumDescriptor type)
    {
        var seen = new Dictionary<string, EnumValueDescriptor>(StringComparer.Ordinal);
        foreach (var value in type.Values)
        {
            var stripped = ToPascalCase(StripPrefix(type.Name, value.Name));
            if (!seen.TryGetValue(stripped, out var other))
            {
                seen.Add(stripped, value);
                continue;
            }

            if (other.Name == value.Name || other.Number == value.Number)
                continue;
            var message = $"the enum values \"{value.Name}\" and \"{other.Name}\" have the same name when case and the enum's name as a prefix are ignored";
            if (type.File.Edition == Edition.Proto2 && type.Options?.DeprecatedLegacyJsonFieldConflicts == true)
                context.Warning(DiagnosticIds.EnumNameConflict, value.FullName, value.Proto, ErrorLocation.Name, message);
            else
                context.Error(DiagnosticIds.EnumNameConflict, value, ErrorLocation.Name, message, "rename one; with allow_alias, give both the same number");
        }
    }

    private static string StripPrefix(string typeName, string valueName)
    {
        var prefix = typeName.Replace("_", "").ToLowerInvariant();
        int i = 0, j = 0;
        for (; i < valueName.Length && j < prefix.Length; i++)
        {
            if (valueName[i] == '_')
                continue;
            if (char.ToLowerInvariant(valueName[i]) != prefix[j++])
                return valueName;
        }

        if (j < prefix.Length)
            return valueName;
        while (i < valueName.Length && valueName[i] == '_')
            i++;
        return i == valueName.Length ? valueName : valueName.Substring(i);
    }

    private static string ToPascalCase(string name)
    {
        var result = new StringBuilder(name.Length);
        var raise = true;
        foreach (var c in name)
        {
            if (c == '_')
            {
                raise = true;
                continue;
            }

            result.Append(raise ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c));
            raise = false;
        }

        return result.ToString();
    }

    private static List<EnumReservedRangeProto> CheckReservedRanges(LinkContext context, EnumDescriptor type)
    {
        var ranges = new List<EnumReservedRangeProto>();
        foreach (var range in type.Proto.ReservedRange)
        {
            if (range.Start > range.End)
                context.Error(DiagnosticIds.RangeInvalid, type.FullName, range, ErrorLocation.Number, "the end of a reserved range must not be less than its start");
            else
                ranges.Add(range);
        }

        var order = new Dictionary<EnumReservedRangeProto, int>();
        foreach (var range in ranges)
            order[range] = order.Count;
        ranges.Sort((a, b) => a.Start != b.Start ? (a.Start ?? 0).CompareTo(b.Start ?? 0) : order[a].CompareTo(order[b]));
        for (var i = 1; i < ranges.Count; i++)
        {
            if (ranges[i - 1].End < ranges[i].Start)
                continue;
            var (earlier, later) = order[ranges[i - 1]] < order[ranges[i]] ? (ranges[i - 1], ranges[i]) : (ranges[i], ranges[i - 1]);
            context.Error(DiagnosticIds.RangeOverlap, type.FullName, later, ErrorLocation.Number, $"the reserved range {later.Start} to {later.End} overlaps with the range {earlier.Start} to {earlier.End}", reportedAt: new ErrorPlace(earlier, ErrorLocation.Number));
            if (ranges[i].End < ranges[i - 1].End)
                ranges.RemoveAt(i--);
        }

        return ranges;
    }

    private static HashSet<string> CheckReservedNames(LinkContext context, EnumDescriptor type)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < type.Proto.ReservedName.Count; i++)
        {
            var name = type.Proto.ReservedName[i];
            if (name.Length > NameLength.Max)
                context.Error(DiagnosticIds.InvalidName, name, type.Proto, ErrorLocation.Name, "the reserved name is too long", index: i);
            if (!names.Add(name))
                context.Error(DiagnosticIds.ReservedTwice, name, type.Proto, ErrorLocation.Name, $"the enum value \"{name}\" is reserved twice", "remove one of the two", i);
        }

        return names;
    }

    // The ranges are sorted and none is within another.
    private static EnumReservedRangeProto? RangeOf(List<EnumReservedRangeProto> ranges, int number)
    {
        int low = 0, high = ranges.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (ranges[middle].Start <= number)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return high >= 0 && number <= ranges[high].End ? ranges[high] : null;
    }
}
