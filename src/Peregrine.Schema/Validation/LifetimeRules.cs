using System.Collections.Generic;

namespace Peregrine.Schema;

/// <summary>Options and features that do not exist yet, or not any more, in the file's edition (<c>feature_support</c>).</summary>
internal static class LifetimeRules
{
    public static void Check(LinkContext context)
    {
        foreach (var target in OptionsTargets.Collect(context.File))
        {
            if (SetOptions.MayHaveRules(target.Options))
                Check(context, target.Owner, SetOptions.Read(context, target));
        }
    }

    private static void Check(LinkContext context, Descriptor owner, OptionMessage message)
    {
        foreach (var entry in message.Fields)
        {
            if (entry.Field.Options?.FeatureSupport is { } support)
                Check(context, owner, entry.Field.FullName, support);
            foreach (var value in entry.Values)
            {
                if (value.Message is not null)
                    Check(context, owner, value.Message);
                else if (entry.Field.EnumType?.FindValueByNumber((int)value.Bits) is { Options.FeatureSupport: { } valueSupport } named)
                    Check(context, owner, named.FullName, valueSupport);
            }
        }
    }

    private static void Check(LinkContext context, Descriptor owner, string name, FeatureSupport support)
    {
        var edition = context.File.Edition;
        if (support.EditionIntroduced is { } introduced && edition < introduced)
            context.Error(DiagnosticIds.FeatureLifetime, owner, ErrorLocation.Name, $"\"{name}\" was introduced in edition {Editions.NameOf(introduced)} and cannot be used in edition {Editions.NameOf(edition)}");
        else if (support.EditionRemoved is { } removed && edition >= removed)
            context.Error(DiagnosticIds.FeatureLifetime, owner, ErrorLocation.Name, $"\"{name}\" was removed in edition {Editions.NameOf(removed)}", support.RemovalError);
        else if (support.EditionDeprecated is { } deprecated && edition >= deprecated)
            context.Warning(DiagnosticIds.FeatureDeprecated, owner.FullName, owner.ProtoMessage, ErrorLocation.Name, $"\"{name}\" is deprecated from edition {Editions.NameOf(deprecated)} on", support.DeprecationWarning);
    }
}
