namespace Peregrine.Schema;

/// <summary>The last step: the rules that need names, options and features all settled.</summary>
internal static class Validator
{
    public static void Validate(LinkContext context)
    {
        NumberRules.CheckExtensions(context);
        foreach (var message in context.Messages)
        {
            JsonNameRules.Check(context, message);
            VisibilityRules.CheckStrict(context, message);
        }

        foreach (var type in context.Enums)
        {
            EnumRules.Check(context, type);
            VisibilityRules.CheckStrict(context, type);
        }
    }
}
