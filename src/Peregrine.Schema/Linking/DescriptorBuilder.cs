using System.Collections.Generic;

namespace Peregrine.Schema;

/// <summary>The first step: creates every descriptor of a file, gives it its full name and enters it among the symbols.</summary>
internal sealed class DescriptorBuilder
{
    private readonly LinkContext _context;
    private readonly FileDescriptor _file;
    private readonly SymbolEntry _symbols;

    private DescriptorBuilder(LinkContext context)
    {
        _context = context;
        _file = context.File;
        _symbols = new SymbolEntry(context);
    }

    public static void Build(LinkContext context) => new DescriptorBuilder(context).Build();

    private void Build()
    {
        var proto = _context.Proto;
        _symbols.AddPackage();
        _file.Messages = BuildMessages(proto.MessageType, _file, _file.Package);
        _file.Enums = BuildEnums(proto.EnumType, _file, _file.Package);
        _file.Services = BuildServices(proto.Service);
        _file.Extensions = BuildFields(proto.Extension, _file, _file.Package, isExtension: true);
        _file.AllExtensions = _context.Extensions;
    }

    private static string Join(string scope, string? name) => scope.Length == 0 ? name ?? "" : scope + "." + name;

    private MessageDescriptor[] BuildMessages(List<DescriptorProto> protos, Descriptor parent, string scope)
    {
        var messages = new MessageDescriptor[protos.Count];
        for (var i = 0; i < messages.Length; i++)
            messages[i] = BuildMessage(protos[i], parent, scope, i);
        return messages;
    }

    private MessageDescriptor BuildMessage(DescriptorProto proto, Descriptor parent, string scope, int index)
    {
        var message = new MessageDescriptor(proto, Join(scope, proto.Name), parent, index);
        _context.Messages.Add(message);
        _symbols.Add(message);
        var oneofs = new OneofDescriptor[proto.OneofDecl.Count];
        for (var i = 0; i < oneofs.Length; i++)
            _symbols.Add(oneofs[i] = new OneofDescriptor(proto.OneofDecl[i], Join(message.FullName, proto.OneofDecl[i].Name), message, i));
        message.Oneofs = oneofs;
        message.Fields = BuildFields(proto.Field, message, message.FullName, isExtension: false);
        message.NestedMessages = BuildMessages(proto.NestedType, message, message.FullName);
        message.NestedEnums = BuildEnums(proto.EnumType, message, message.FullName);
        message.Extensions = BuildFields(proto.Extension, message, message.FullName, isExtension: true);
        RangeRules.Check(_context, message);
        return message;
    }

    private FieldDescriptor[] BuildFields(List<FieldDescriptorProto> protos, Descriptor parent, string scope, bool isExtension)
    {
        var fields = new FieldDescriptor[protos.Count];
        for (var i = 0; i < fields.Length; i++)
        {
            var field = fields[i] = new FieldDescriptor(protos[i], Join(scope, protos[i].Name), parent, i, isExtension);
            if (isExtension)
                _context.Extensions.Add(field);
            else
                field.ContainingType = (MessageDescriptor)parent;
            _symbols.Add(field);
            FieldRules.CheckDeclaration(_context, field);
        }

        return fields;
    }

    private EnumDescriptor[] BuildEnums(List<EnumDescriptorProto> protos, Descriptor parent, string scope)
    {
        var enums = new EnumDescriptor[protos.Count];
        for (var i = 0; i < enums.Length; i++)
            enums[i] = BuildEnum(protos[i], parent, scope, i);
        return enums;
    }

    private EnumDescriptor BuildEnum(EnumDescriptorProto proto, Descriptor parent, string scope, int index)
    {
        var type = new EnumDescriptor(proto, Join(scope, proto.Name), parent, index);
        _context.Enums.Add(type);
        _symbols.Add(type);
        var values = new EnumValueDescriptor[proto.Value.Count];
        for (var i = 0; i < values.Length; i++)
        {
            // Enum values live beside their enum, not in it (the scoping of C++).
            values[i] = new EnumValueDescriptor(proto.Value[i], Join(scope, proto.Value[i].Name), type, i);
            _symbols.AddEnumValue(values[i], scope);
        }

        type.Values = values;
        EnumRules.CheckDeclaration(_context, type);
        return type;
    }

    private ServiceDescriptor[] BuildServices(List<ServiceDescriptorProto> protos)
    {
        var services = new ServiceDescriptor[protos.Count];
        for (var i = 0; i < services.Length; i++)
        {
            var service = services[i] = new ServiceDescriptor(protos[i], Join(_file.Package, protos[i].Name), _file, i);
            _symbols.Add(service);
            var methods = new MethodDescriptor[protos[i].Method.Count];
            for (var j = 0; j < methods.Length; j++)
                _symbols.Add(methods[j] = new MethodDescriptor(protos[i].Method[j], Join(service.FullName, protos[i].Method[j].Name), service, j));
            service.Methods = methods;
        }

        return services;
    }
}
