using System.Linq;

namespace Peregrine.Schema;

/// <summary>The style guide, where features.enforce_naming_style is STYLE2024.</summary>
internal static class NamingRules
{
    private const string OptOut = "or opt out with features.enforce_naming_style = STYLE_LEGACY";

    public static void Check(LinkContext context, Descriptor element, string kind, NameStyle style)
    {
        if (IsEnforced(element) && Violation(element.Name, style) is { } violation)
            context.Error(DiagnosticIds.NamingStyle, element, ErrorLocation.Name, $"the {kind} name \"{element.Name}\" {violation}", $"rename it, {OptOut}");
    }

    public static void CheckPackage(LinkContext context)
    {
        if (!IsEnforced(context.File))
            return;
        var violation = context.File.Package.Split('.').Select(static part => Violation(part, NameStyle.LowerSnakeCase)).FirstOrDefault(static found => found is not null);
        if (violation is not null)
            context.Error(DiagnosticIds.NamingStyle, context.File.Package, context.Proto, ErrorLocation.Name, $"the package name \"{context.File.Package}\" {violation}", $"rename it, {OptOut}");
    }

    private static bool IsEnforced(Descriptor element) =>
        element.Features.EnforceNamingStyle is NamingStyle.Style2024 or NamingStyle.Style2026;

    private static string? Violation(string name, NameStyle style)
    {
        if (name.Length == 0)
            return null;
        return style switch
        {
            NameStyle.TitleCase => name.Any(static c => !IsAlphanumeric(c)) ? "should be TitleCase"
                : name[0] is < 'A' or > 'Z' ? "should begin with a capital letter" : null,
            NameStyle.LowerSnakeCase => name.Any(static c => c is not ((>= 'a' and <= 'z') or (>= '0' and <= '9') or '_')) ? "should be lower_snake_case"
                : name[0] is < 'a' or > 'z' ? "should begin with a lower case letter" : Underscores(name),
            _ => name.Any(static c => c is not ((>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_')) ? "should be UPPER_SNAKE_CASE"
                : name[0] is < 'A' or > 'Z' ? "should begin with an upper case letter" : Underscores(name),
        };
    }

    private static bool IsAlphanumeric(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9');

    private static string? Underscores(string name)
    {
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] == '_' && (i + 1 == name.Length || name[i + 1] is not ((>= 'a' and <= 'z') or (>= 'A' and <= 'Z'))))
                return "should have a letter after each underscore";
        }

        return null;
    }
}
