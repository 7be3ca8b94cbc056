using System;
using System.Collections.Generic;
using System.Linq;

namespace Peregrine.Schema;

/// <summary>The second step: resolves every name that a declaration mentions, and connects fields with their oneofs.</summary>
internal sealed class CrossLinker
{
    private readonly LinkContext _context;

    private CrossLinker(LinkContext context)
    {
        _context = context;
    }

    public static void Link(LinkContext context) => new CrossLinker(context).Link();

    private void Link()
    {
        foreach (var message in _context.File.Messages)
            LinkMessage(message);
        foreach (var extension in _context.File.Extensions)
            LinkField(extension);
        foreach (var service in _context.File.Services)
        {
            foreach (var method in service.Methods)
                LinkMethod(method);
        }
    }

    private void LinkMessage(MessageDescriptor message)
    {
        foreach (var nested in message.NestedMessages)
            LinkMessage(nested);
        foreach (var field in message.Fields)
            LinkField(field);
        foreach (var extension in message.Extensions)
            LinkField(extension);
        LinkOneofs(message);
        NumberRules.CheckFields(_context, message);
    }

    private void LinkOneofs(MessageDescriptor message)
    {
        if (message.Oneofs.Count == 0)
            return;
        ConnectOneofs(message);
        OneofRules.Check(_context, message);
    }

    /// <summary>Gives every oneof of a message its fields.</summary>
    public static void ConnectOneofs(MessageDescriptor message)
    {
        var fields = new List<FieldDescriptor>[message.Oneofs.Count];
        foreach (var field in message.Fields)
        {
            if (field.ContainingOneof is { } oneof)
                (fields[oneof.Index] ??= []).Add(field);
        }

        for (var i = 0; i < fields.Length; i++)
            message.Oneofs[i].Fields = fields[i] ?? [];
        message.RealOneofs = message.Oneofs.Where(static oneof => !oneof.IsSynthetic).ToArray();
    }

    private void LinkField(FieldDescriptor field)
    {
        var proto = field.Proto;
        if (field.IsExtension && !LinkExtendee(field))
            return;
        if (!field.IsExtension && proto.OneofIndex is { } index)
        {
            if (index < 0 || index >= field.ContainingType.Oneofs.Count)
                _context.Error(DiagnosticIds.MalformedDescriptor, field, ErrorLocation.Other, $"the oneof index {index} is out of range for message \"{field.ContainingType.Name}\"");
            else
                field.ContainingOneof = field.ContainingType.Oneofs[index];
        }

        if (proto.Type is < FieldType.Double or > FieldType.SInt64)
            _context.Error(DiagnosticIds.MalformedDescriptor, field, ErrorLocation.Type, $"there is no field type {(int)proto.Type}");
        else if (proto.TypeName is not null)
            LinkType(field);
        else if (proto.Type is FieldType.Message or FieldType.Group or FieldType.Enum or null)
            _context.Error(DiagnosticIds.MalformedDescriptor, field, ErrorLocation.Type, "a field of a message or enum type must name the type");
    }

    private bool LinkExtendee(FieldDescriptor field)
    {
        var name = field.Proto.Extendee;
        if (string.IsNullOrEmpty(name))
        {
            _context.Error(DiagnosticIds.MalformedDescriptor, field, ErrorLocation.Extendee, "an extension must name the message that it extends");
            return false;
        }

        var symbol = _context.Symbols.Resolve(name!, field.FullName, typesOnly: false);
        if (symbol.Descriptor is not MessageDescriptor extendee)
        {
            ReportUnresolved(symbol, name!, field, ErrorLocation.Extendee, "message");
            return false;
        }

        field.ContainingType = extendee;
        VisibilityRules.CheckReference(_context, field, extendee, ErrorLocation.Extendee);
        field.Proto.Extendee = extendee.AbsoluteName;
        if (extendee.FindExtensionRange(field.Number) is null)
            _context.Error(DiagnosticIds.ExtensionNumber, field, ErrorLocation.Number, $"\"{extendee.FullName}\" does not declare {field.Number} as an extension number", DescribeRanges(extendee));
        return true;
    }

    private static string DescribeRanges(MessageDescriptor extendee)
    {
        if (extendee.ExtensionRanges.Count == 0)
            return $"\"{extendee.Name}\" has no extension ranges, so it cannot be extended";
        var ranges = extendee.ExtensionRanges.Take(4).Select(static range => range.End - 1 == range.Start ? $"{range.Start}" : $"{range.Start} to {range.End - 1}");
        return $"its extension numbers are {string.Join(", ", ranges)}{(extendee.ExtensionRanges.Count > 4 ? ", ..." : "")}";
    }

    private void LinkType(FieldDescriptor field)
    {
        var proto = field.Proto;
        var name = proto.TypeName!;
        var symbol = _context.Symbols.Resolve(name, field.FullName, typesOnly: true);
        if (symbol.Descriptor is MessageDescriptor message && proto.Type is null or FieldType.Message or FieldType.Group)
        {
            field.MessageType = message;
            proto.Type ??= FieldType.Message;
        }
        else if (symbol.Descriptor is EnumDescriptor enumeration && proto.Type is null or FieldType.Enum)
        {
            field.EnumType = enumeration;
            proto.Type = FieldType.Enum;
        }
        else
        {
            if (proto.Type is not (null or FieldType.Message or FieldType.Group or FieldType.Enum))
                _context.Error(DiagnosticIds.MalformedDescriptor, field, ErrorLocation.Type, "a field of a scalar type names a type");
            else
                ReportUnresolved(symbol, name, field, ErrorLocation.Type, proto.Type switch { null => "type", FieldType.Enum => "enum", _ => "message" });
            return;
        }

        proto.TypeName = symbol.Descriptor.AbsoluteName;
        field.Kind = (FieldKind)proto.Type!;
        VisibilityRules.CheckReference(_context, field, symbol.Descriptor, ErrorLocation.Type);
        if (proto.DefaultValue is not null)
            FieldRules.CheckTypedDefault(_context, field);
    }

    private void LinkMethod(MethodDescriptor method)
    {
        if (Resolve(method.Proto.InputType, method, ErrorLocation.InputType) is { } input)
        {
            method.InputType = input;
            method.Proto.InputType = input.AbsoluteName;
        }

        if (Resolve(method.Proto.OutputType, method, ErrorLocation.OutputType) is { } output)
        {
            method.OutputType = output;
            method.Proto.OutputType = output.AbsoluteName;
        }
    }

    private MessageDescriptor? Resolve(string? name, MethodDescriptor method, ErrorLocation location)
    {
        var symbol = _context.Symbols.Resolve(name ?? "", method.FullName, typesOnly: false);
        if (symbol.Descriptor is MessageDescriptor message)
        {
            VisibilityRules.CheckReference(_context, method, message, location);
            return message;
        }

        ReportUnresolved(symbol, name ?? "", method, location, "message");
        return null;
    }

    private void ReportUnresolved(Symbol symbol, string name, Descriptor element, ErrorLocation location, string wanted)
    {
        var article = wanted == "enum" ? "an" : "a";
        if (!symbol.IsNone)
        {
            _context.Error(DiagnosticIds.WrongKind, element, location, wanted == "type" ? $"\"{name}\" is not a type" : $"\"{name}\" is not {article} {wanted} type");
            return;
        }

        UnresolvedName.Report(_context, name, element, location);
    }
}
