namespace Peregrine.Schema;

/// <summary>
/// What <c>feature_support</c> says of an option or a value of one must go together: introduced, deprecated and removed in this order, and
/// each with its explanation; a value stays within the bounds of its option.
/// </summary>
internal static class FeatureSupportRules
{
    public static void Check(LinkContext context, FieldDescriptor field)
    {
        if (field.Options?.FeatureSupport is not { } support)
            return;
        if (Violation(support) is { } violation)
        {
            Error(context, field, field.FullName, violation);
            return;
        }

        foreach (var value in field.EnumType?.Values ?? [])
        {
            if (value.Options?.FeatureSupport is { } own && (Violation(Merge(support, own)) ?? Widening(support, own, field.FullName)) is { } found)
                Error(context, field, value.FullName, found);
        }
    }

    public static void Check(LinkContext context, EnumValueDescriptor value)
    {
        if (value.Options?.FeatureSupport is { } support && Violation(support) is { } violation)
            Error(context, value, value.FullName, violation);
    }

    private static string? Violation(FeatureSupport support)
    {
        var (introduced, deprecated, removed) = (support.EditionIntroduced ?? 0, support.EditionDeprecated, support.EditionRemoved);
        if (deprecated < introduced)
            return "was deprecated before it was introduced";
        if (deprecated is not null && support.DeprecationWarning is null)
            return "is deprecated but has no deprecation_warning";
        if (deprecated is null && support.DeprecationWarning is not null)
            return "has a deprecation_warning but is deprecated in no edition";
        if (deprecated >= removed)
            return "was deprecated when it was removed already";
        if (removed < introduced)
            return "was removed before it was introduced";
        if (removed is not null && support.RemovalError is null)
            return "was removed but has no removal_error";
        return removed is null && support.RemovalError is not null ? "has a removal_error but is removed in no edition" : null;
    }

    private static FeatureSupport Merge(FeatureSupport option, FeatureSupport value) => new()
    {
        EditionIntroduced = value.EditionIntroduced ?? option.EditionIntroduced,
        EditionDeprecated = value.EditionDeprecated ?? option.EditionDeprecated,
        DeprecationWarning = value.DeprecationWarning ?? option.DeprecationWarning,
        EditionRemoved = value.EditionRemoved ?? option.EditionRemoved,
        RemovalError = value.RemovalError ?? option.RemovalError,
    };

    private static string? Widening(FeatureSupport option, FeatureSupport value, string name)
    {
        if (value.EditionIntroduced < option.EditionIntroduced)
            return $"was introduced before \"{name}\" was";
        if (value.EditionRemoved > option.EditionRemoved)
            return $"was removed after \"{name}\" was";
        return value.EditionDeprecated > option.EditionDeprecated ? $"was deprecated after \"{name}\" was" : null;
    }

    private static void Error(LinkContext context, Descriptor element, string name, string violation) =>
        context.Error(DiagnosticIds.FeatureSupport, element, ErrorLocation.Name, $"\"{name}\" {violation}", "correct its feature_support");
}
