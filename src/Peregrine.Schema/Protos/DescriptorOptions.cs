using System.Collections.Generic;

namespace Peregrine.Schema;

/// <summary>What every options message shares: features, and the options that were parsed and not yet interpreted.</summary>
public abstract class DescriptorOptions : SchemaMessage
{
    private protected DescriptorOptions()
    {
    }

    /// <summary>The edition features that were set here; not the resolved ones, which the linked descriptor has.</summary>
    public FeatureSet? Features { get; set; }

    /// <summary>Options as the parser found them. Interpreting moves them to their fields or to <see cref="SchemaMessage.UnknownFields"/>.</summary>
    public List<UninterpretedOption> UninterpretedOption => UninterpretedOptions ??= [];

    /// <summary>The list behind <see cref="UninterpretedOption"/>, null while nothing was added.</summary>
    internal List<UninterpretedOption>? UninterpretedOptions { get; set; }

    /// <summary>A new message of the same type.</summary>
    internal abstract DescriptorOptions CreateEmpty();

    private protected void AddUninterpretedOption(UninterpretedOption option) => UninterpretedOption.Add(option);
}
