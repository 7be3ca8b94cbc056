namespace Peregrine.Schema;

/// <summary>
/// Builds again what a released file let go. Its types and services are still there, so that everybody who holds one sees it whole again;
/// names are absolute since it was linked, and nothing needs to be checked.
/// </summary>
internal static class FileRestorer
{
    public static void Restore(FileDescriptor file, DescriptorPool pool)
    {
        var proto = file.Proto;
        var context = new LinkContext(proto, file, pool, []);
        for (var i = 0; i < file.Messages.Count; i++)
            RestoreMessage(context, file.Messages[i], proto.MessageType[i]);
        for (var i = 0; i < file.Enums.Count; i++)
            RestoreEnum(file.Enums[i], proto.EnumType[i], file.Package);
        for (var i = 0; i < file.Services.Count; i++)
            RestoreService(file.Services[i], proto.Service[i]);
        foreach (var message in context.Messages)
            Connect(message, pool);
        foreach (var service in file.Services)
            Connect(service, pool);
        FeatureResolver.Resolve(context);
        FieldFinisher.Finish(context);
    }

    private static string Join(string scope, string? name) => scope.Length == 0 ? name ?? "" : scope + "." + name;

    private static void RestoreMessage(LinkContext context, MessageDescriptor message, DescriptorProto proto)
    {
        message.Restore(proto);
        context.Messages.Add(message);
        var oneofs = new OneofDescriptor[proto.OneofDecl.Count];
        for (var i = 0; i < oneofs.Length; i++)
            oneofs[i] = new OneofDescriptor(proto.OneofDecl[i], Join(message.FullName, proto.OneofDecl[i].Name), message, i);
        message.Oneofs = oneofs;
        var fields = new FieldDescriptor[proto.Field.Count];
        for (var i = 0; i < fields.Length; i++)
            fields[i] = new FieldDescriptor(proto.Field[i], Join(message.FullName, proto.Field[i].Name), message, i, isExtension: false) { ContainingType = message };
        message.Fields = fields;
        for (var i = 0; i < message.NestedMessages.Count; i++)
            RestoreMessage(context, message.NestedMessages[i], proto.NestedType[i]);
        for (var i = 0; i < message.NestedEnums.Count; i++)
            RestoreEnum(message.NestedEnums[i], proto.EnumType[i], message.FullName);
    }

    private static void RestoreEnum(EnumDescriptor type, EnumDescriptorProto proto, string scope)
    {
        type.Restore(proto);
        var values = new EnumValueDescriptor[proto.Value.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = new EnumValueDescriptor(proto.Value[i], Join(scope, proto.Value[i].Name), type, i);
        type.Values = values;
    }

    private static void RestoreService(ServiceDescriptor service, ServiceDescriptorProto proto)
    {
        service.Restore(proto);
        var methods = new MethodDescriptor[proto.Method.Count];
        for (var i = 0; i < methods.Length; i++)
            methods[i] = new MethodDescriptor(proto.Method[i], Join(service.FullName, proto.Method[i].Name), service, i);
        service.Methods = methods;
    }

    private static void Connect(MessageDescriptor message, DescriptorPool pool)
    {
        foreach (var field in message.Fields)
        {
            if (field.Proto.OneofIndex is { } index)
                field.ContainingOneof = message.Oneofs[index];
            if (field.Proto.TypeName is not { } name)
                continue;
            var type = Find(pool, name);
            field.MessageType = type as MessageDescriptor;
            field.EnumType = type as EnumDescriptor;
        }

        if (message.Oneofs.Count > 0)
            CrossLinker.ConnectOneofs(message);
    }

    private static void Connect(ServiceDescriptor service, DescriptorPool pool)
    {
        foreach (var method in service.Methods)
        {
            method.InputType = (MessageDescriptor)Find(pool, method.Proto.InputType!)!;
            method.OutputType = (MessageDescriptor)Find(pool, method.Proto.OutputType!)!;
        }
    }

    // Linked names begin with a dot.
    private static Descriptor? Find(DescriptorPool pool, string name) => pool.FindSymbol(name.Substring(1));
}
