using System.Collections.Generic;

namespace Peregrine.Schema;

/// <summary>Settles the features of every element of a file: the edition's defaults, overridden from the outside in.</summary>
internal sealed class FeatureResolver
{
    private readonly LinkContext _context;
    private readonly bool _isLegacy;

    // Merging gives few different results: fields that say the same share one.
    private readonly Dictionary<FeatureKey, FeatureSet> _merged = [];

    private FeatureResolver(LinkContext context)
    {
        _context = context;
        _isLegacy = context.File.Edition < Edition.Edition2023;
    }

    public static void Resolve(LinkContext context) => new FeatureResolver(context).Resolve();

    private void Resolve()
    {
        var file = _context.File;
        file.Features = Merge(file, DefaultFeatures.Of(file.Edition), file.Options?.Features);
        foreach (var message in file.Messages)
            ResolveMessage(message, file.Features);
        foreach (var type in file.Enums)
            ResolveEnum(type, file.Features);
        foreach (var extension in file.Extensions)
            ResolveField(extension, file.Features);
        foreach (var service in file.Services)
        {
            service.Features = Merge(service, file.Features, service.Options?.Features);
            foreach (var method in service.Methods)
                method.Features = Merge(method, service.Features, method.Options?.Features);
        }
    }

    private void ResolveMessage(MessageDescriptor message, FeatureSet parent)
    {
        message.Features = Merge(message, parent, message.Options?.Features);
        foreach (var oneof in message.Oneofs)
            oneof.Features = Merge(oneof, message.Features, oneof.Options?.Features);
        foreach (var field in message.Fields)
            ResolveField(field, field.ContainingOneof?.Features ?? message.Features);
        foreach (var extension in message.Extensions)
            ResolveField(extension, message.Features);
        foreach (var nested in message.NestedMessages)
            ResolveMessage(nested, message.Features);
        foreach (var type in message.NestedEnums)
            ResolveEnum(type, message.Features);
        CheckRanges(message);
    }

    private void CheckRanges(MessageDescriptor message)
    {
        foreach (var range in message.ExtensionRanges)
        {
            if (range.Options?.Features is not { } own)
                continue;
            if (_isLegacy)
                ReportLegacy(message.FullName, range);
            else
                CheckValues(Merge(message.Features, own), message.FullName, range, ErrorLocation.Number);
        }
    }

    private void ResolveEnum(EnumDescriptor type, FeatureSet parent)
    {
        type.Features = Merge(type, parent, type.Options?.Features);
        foreach (var value in type.Values)
            value.Features = Merge(value, type.Features, value.Options?.Features);
    }

    private void ResolveField(FieldDescriptor field, FeatureSet parent)
    {
        var own = field.Options?.Features;
        if (_isLegacy)
        {
            if (own is not null)
                ReportLegacy(field.FullName, field.Proto);
            own = InferLegacy(field);
            field.Features = own is null ? parent : Merge(parent, own);
            return;
        }

        field.Features = Merge(field, parent, own);
    }

    // What proto2 and proto3 say in other words.
    private static FeatureSet? InferLegacy(FieldDescriptor field)
    {
        FeatureSet? features = null;
        if (field.Proto.Label == FieldLabel.Required)
            (features ??= new FeatureSet()).FieldPresence = FieldPresence.LegacyRequired;
        if (field.Proto.Type == FieldType.Group)
            (features ??= new FeatureSet()).MessageEncoding = MessageFieldEncoding.Delimited;
        if (field.Options?.Packed == true)
            (features ??= new FeatureSet()).RepeatedFieldEncoding = RepeatedFieldEncoding.Packed;
        else if (field.Options?.Packed == false && field.File.Edition == Edition.Proto3)
            (features ??= new FeatureSet()).RepeatedFieldEncoding = RepeatedFieldEncoding.Expanded;
        return features;
    }

    private FeatureSet Merge(Descriptor element, FeatureSet parent, FeatureSet? own)
    {
        if (own is null)
            return parent;
        if (_isLegacy)
        {
            ReportLegacy(element is FileDescriptor ? element.Name : element.FullName, element.ProtoMessage);
            return parent;
        }

        var merged = Merge(parent, own);
        CheckValues(merged, element.FullName, element.ProtoMessage, element is FileDescriptor ? ErrorLocation.Edition : ErrorLocation.Name);
        return merged;
    }

    // Zero stands for "unknown" in every feature. Elements that set no feature were checked where theirs was set.
    private void CheckValues(FeatureSet features, string element, SchemaMessage proto, ErrorLocation location)
    {
        var unknown = features.FieldPresence == 0 ? "field_presence"
            : features.EnumType == 0 ? "enum_type"
            : features.RepeatedFieldEncoding == 0 ? "repeated_field_encoding"
            : features.Utf8Validation == 0 ? "utf8_validation"
            : features.MessageEncoding == 0 ? "message_encoding"
            : features.JsonFormat == 0 ? "json_format"
            : features.EnforceNamingStyle == 0 ? "enforce_naming_style"
            : features.DefaultSymbolVisibility == 0 ? "default_symbol_visibility" : null;
        if (unknown is not null)
            _context.Error(DiagnosticIds.FeatureUnknownValue, element, proto, location, $"the feature \"{unknown}\" must have a known value, not {unknown.ToUpperInvariant()}_UNKNOWN");
    }

    private void ReportLegacy(string element, SchemaMessage proto) =>
        _context.Error(DiagnosticIds.FeatureNotAllowed, element, proto, proto is FileDescriptorProto ? ErrorLocation.Edition : ErrorLocation.Name,
            "features exist from edition 2023 on", "remove the feature, or raise the file's syntax to an edition");

    private FeatureSet Merge(FeatureSet parent, FeatureSet own)
    {
        var key = new FeatureKey(
            own.FieldPresence ?? parent.FieldPresence,
            own.EnumType ?? parent.EnumType,
            own.RepeatedFieldEncoding ?? parent.RepeatedFieldEncoding,
            own.Utf8Validation ?? parent.Utf8Validation,
            own.MessageEncoding ?? parent.MessageEncoding,
            own.JsonFormat ?? parent.JsonFormat,
            own.EnforceNamingStyle ?? parent.EnforceNamingStyle,
            own.DefaultSymbolVisibility ?? parent.DefaultSymbolVisibility);
        if (own.UnknownFields.Length + parent.UnknownFields.Length > 0)
            return key.ToFeatureSet(Concatenate(parent.UnknownFields, own.UnknownFields));
        if (!_merged.TryGetValue(key, out var merged))
            _merged.Add(key, merged = key.ToFeatureSet([]));
        return merged;
    }

    // Language features are messages: concatenation is merging.
    private static byte[] Concatenate(byte[] first, byte[] second)
    {
        var result = new byte[first.Length + second.Length];
        first.CopyTo(result, 0);
        second.CopyTo(result, first.Length);
        return result;
    }

    private readonly record struct FeatureKey(
        FieldPresence? Presence,
        EnumType? EnumType,
        RepeatedFieldEncoding? Repeated,
        Utf8Validation? Utf8,
        MessageFieldEncoding? Encoding,
        JsonFormat? Json,
        NamingStyle? Style,
        DefaultSymbolVisibility? Visibility)
    {
        public FeatureSet ToFeatureSet(byte[] unknown) => new()
        {
            FieldPresence = Presence,
            EnumType = EnumType,
            RepeatedFieldEncoding = Repeated,
            Utf8Validation = Utf8,
            MessageEncoding = Encoding,
            JsonFormat = Json,
            EnforceNamingStyle = Style,
            DefaultSymbolVisibility = Visibility,
            UnknownFields = unknown,
        };
    }
}
