using System;
using System.Globalization;
using System.Linq;

namespace Peregrine.Schema;

/// <summary>Reads the value of one uninterpreted option as the type of the field that it sets.</summary>
internal sealed class OptionValueReader(LinkContext context, string element, UninterpretedOption option, string name)
{
    public bool TryRead(FieldDescriptor field, out OptionValue value)
    {
        value = default;
        switch (field.Kind)
        {
            case FieldKind.Int32 or FieldKind.SInt32 or FieldKind.SFixed32:
                return TryReadSigned(field, int.MinValue, int.MaxValue, out value);
            case FieldKind.Int64 or FieldKind.SInt64 or FieldKind.SFixed64:
                return TryReadSigned(field, long.MinValue, long.MaxValue, out value);
            case FieldKind.UInt32 or FieldKind.Fixed32:
                return TryReadUnsigned(field, uint.MaxValue, out value);
            case FieldKind.UInt64 or FieldKind.Fixed64:
                return TryReadUnsigned(field, ulong.MaxValue, out value);
            case FieldKind.Float or FieldKind.Double:
                return TryReadFloat(field, out value);
            case FieldKind.Bool:
                return TryReadBool(out value);
            case FieldKind.Enum:
                return TryReadEnum(field, out value);
            case FieldKind.String or FieldKind.Bytes:
                if (option.StringValue is { } text)
                {
                    value = OptionValue.Of(text);
                    return true;
                }

                return Fail(DiagnosticIds.OptionType, $"option \"{name}\" is a string: the value must be in quotes", option.IdentifierValue is { } word ? $"write \"{word}\"" : null);
            default:
                return TryReadMessage(field, out value);
        }
    }

    private bool TryReadSigned(FieldDescriptor field, long min, long max, out OptionValue value)
    {
        value = default;
        long number;
        if (option.PositiveIntValue is { } positive)
        {
            if (positive > (ulong)max)
                return FailRange(field, min, (ulong)max);
            number = (long)positive;
        }
        else if (option.NegativeIntValue is { } negative)
        {
            if (negative < min)
                return FailRange(field, min, (ulong)max);
            number = negative;
        }
        else
        {
            return FailInteger(field, min, (ulong)max);
        }

        value = OptionValue.Of(OptionNumbers.Encode(field.Kind, number));
        return true;
    }

    private bool TryReadUnsigned(FieldDescriptor field, ulong max, out OptionValue value)
    {
        value = default;
        if (option.PositiveIntValue is not { } positive)
            return FailInteger(field, 0, max);
        if (positive > max)
            return FailRange(field, 0, max);
        value = OptionValue.Of(positive);
        return true;
    }

    private bool TryReadFloat(FieldDescriptor field, out OptionValue value)
    {
        value = default;
        double number;
        if (option.DoubleValue is { } real)
            number = real;
        else if (option.PositiveIntValue is { } positive)
            number = positive;
        else if (option.NegativeIntValue is { } negative)
            number = negative;
        else if (option.IdentifierValue is "inf" or "nan")
            number = option.IdentifierValue == "inf" ? double.PositiveInfinity : OptionNumbers.NaN;
        else
            return Fail(DiagnosticIds.OptionType, $"option \"{name}\" is a {KindName(field)}: the value must be a number");
        value = OptionValue.Of(OptionNumbers.Encode(field.Kind, number));
        return true;
    }

    private bool TryReadBool(out OptionValue value)
    {
        value = OptionValue.Of(option.IdentifierValue == "true" ? 1u : 0u);
        return option.IdentifierValue is "true" or "false"
            || Fail(DiagnosticIds.OptionType, $"option \"{name}\" is a bool: the value must be true or false");
    }

    private bool TryReadEnum(FieldDescriptor field, out OptionValue value)
    {
        value = default;
        var type = field.EnumType!;
        if (option.IdentifierValue is not { } word)
            return Fail(DiagnosticIds.OptionType, $"option \"{name}\" is of enum type \"{type.FullName}\": the value must be the name of one of its values", ListValues(type));
        if (type.FindValueByName(word) is not { } found)
            return Fail(DiagnosticIds.OptionType, $"enum \"{type.FullName}\" of option \"{name}\" has no value named \"{word}\"", Spelling.DidYouMean(word, type.Values.Select(static item => item.Name)) ?? ListValues(type));
        value = OptionValue.Of((ulong)(long)found.Number);
        return true;
    }

    private bool TryReadMessage(FieldDescriptor field, out OptionValue value)
    {
        value = default;
        if (option.AggregateValue is not { } text)
            return Fail(DiagnosticIds.OptionAggregate, $"option \"{name}\" is a message: it is set whole with {{ ... }}, or field by field", $"write {name} = {{ field: value }} or {name}.field = value");
        var message = new OptionMessage(field.MessageType!);
        var parser = new OptionTextParser(context, text);
        if (!parser.TryParse(message))
            return Fail(DiagnosticIds.OptionAggregate, $"the value of option \"{name}\" is wrong: {parser.Error}", parser.Help, parser.ErrorOffset);
        if (message.FindMissingRequired() is { } missing)
            return Fail(DiagnosticIds.OptionRequiredField, $"the value of option \"{name}\" lacks the required field \"{missing}\"");
        value = OptionValue.Of(message);
        return true;
    }

    private static string? ListValues(EnumDescriptor type) =>
        type.Values.Count <= 12 ? "its values are " + string.Join(", ", type.Values.Select(static item => item.Name)) : null;

    private bool FailRange(FieldDescriptor field, long min, ulong max) =>
        Fail(DiagnosticIds.OptionRange, $"the value is out of range for option \"{name}\", a {KindName(field)}", Range(min, max));

    private bool FailInteger(FieldDescriptor field, long min, ulong max) =>
        Fail(option.DoubleValue is null ? DiagnosticIds.OptionType : DiagnosticIds.OptionRange, $"option \"{name}\" is a {KindName(field)}: the value must be an integer", Range(min, max));

    private static string Range(long min, ulong max) => string.Format(CultureInfo.InvariantCulture, "{0} to {1}", min, max);

    private static string KindName(FieldDescriptor field) => field.Kind.ToString().ToLowerInvariant();

    private bool Fail(string id, string message, string? help = null, int offset = -1)
    {
        context.Error(id, element, option, ErrorLocation.OptionValue, message, help, offset);
        return false;
    }
}
