namespace Peregrine.Schema;

/// <summary>The last step: the rules that need names, options and features all settled.</summary>
internal static class Validator
{
    public static void Validate(LinkContext context)
    {
        FileRules.Check(context);
        NumberRules.CheckExtensions(context);
        foreach (var message in context.Messages)
            CheckMessage(context, message);
        foreach (var extension in context.Extensions)
            CheckField(context, extension);
        foreach (var type in context.Enums)
            CheckEnum(context, type);
        foreach (var service in context.File.Services)
            CheckService(context, service);
        LifetimeRules.Check(context);
        TargetRules.Check(context);
    }

    private static void CheckMessage(LinkContext context, MessageDescriptor message)
    {
        JsonNameRules.Check(context, message);
        RangeRules.CheckLimits(context, message);
        ExtensionDeclarationRules.Check(context, message);
        VisibilityRules.CheckStrict(context, message);
        MapRules.CheckConflicts(context, message);
        if (!message.IsMapEntry)
            NamingRules.Check(context, message, "message", NameStyle.TitleCase);
        foreach (var oneof in message.Oneofs)
        {
            if (!oneof.IsSynthetic)
                NamingRules.Check(context, oneof, "oneof", NameStyle.LowerSnakeCase);
        }

        foreach (var field in message.Fields)
            CheckField(context, field);
        if (context.File.Edition == Edition.Proto3)
            Proto3Rules.Check(context, message);
    }

    private static void CheckField(LinkContext context, FieldDescriptor field)
    {
        FieldOptionRules.Check(context, field);
        FieldFeatureRules.Check(context, field);
        MapRules.Check(context, field);
        NamingRules.Check(context, field, "field", NameStyle.LowerSnakeCase);
        FeatureSupportRules.Check(context, field);
        if (field.IsExtension)
            ExtensionDeclarationRules.Check(context, field);
        if (context.File.Edition == Edition.Proto3)
            Proto3Rules.Check(context, field);
    }

    private static void CheckEnum(LinkContext context, EnumDescriptor type)
    {
        EnumRules.Check(context, type);
        VisibilityRules.CheckStrict(context, type);
        NamingRules.Check(context, type, "enum", NameStyle.TitleCase);
        foreach (var value in type.Values)
        {
            NamingRules.Check(context, value, "enum value", NameStyle.UpperSnakeCase);
            FeatureSupportRules.Check(context, value);
        }
    }

    private static void CheckService(LinkContext context, ServiceDescriptor service)
    {
        NamingRules.Check(context, service, "service", NameStyle.TitleCase);
        foreach (var method in service.Methods)
            NamingRules.Check(context, method, "method", NameStyle.TitleCase);
        var options = context.File.Options;
        if (options?.OptimizeFor == OptimizeMode.LiteRuntime && (options.CcGenericServices == true || options.JavaGenericServices == true))
            context.Error(DiagnosticIds.LiteImport, service, ErrorLocation.Name, "a file with optimize_for = LITE_RUNTIME defines services only when cc_generic_services and java_generic_services are false", "set both to false");
    }
}
